/**
 * Fits the prior of src/rules/docking-guess.ts, and prints it.
 *
 *     textgrad data get dockstring
 *     node scripts/docking-prior.ts "$(textgrad data path dockstring)" [folder to keep dockings in]
 *
 * Random walks by all moves from the fragments of the TextGrad paper make molecules of 6 to 34 heavy atoms, other ones
 * for each target; Vina docks them (exhaustiveness 2). The targets are none that the benchmarks design for. Weights
 * that differ between targets are fitted by expectation maximisation (N. Laird, J. Ware, Random-Effects Models for
 * Longitudinal Data, Biometrics 38, 1982): their mean is the prior, their spread how far another target may be from it.
 */
import { random, type Random } from '@textgrad/core'
import { contentCache } from '@textgrad/host'

import { DockingError } from '../src/docking/errors.ts'
import { ligandPreparation } from '../src/docking/ligand/preparation.ts'
import { dockingPool } from '../src/docking/pool.ts'
import { readTarget, targetsIn } from '../src/docking/receptor/targets.ts'
import { vina } from '../src/docking/vina.ts'
import { neighbourhood } from '../src/moves/all-moves.ts'
import { chemistry, type Chemistry } from '../src/rdkit/chemistry.ts'
import { leastQed, hardest } from '../src/rules/design-search.ts'
import { sizeAndLipophilicity, type Docked } from '../src/rules/docking-guess.ts'
import { paperFragments } from '../src/task/starts.ts'

const names = ['ADORA2A', 'ESR1', 'HMGCR', 'HSD11B1', 'HSP90AA1', 'JAK2', 'MMP13', 'PDE5A']
const perTarget = 24
const [smallest, largest] = [6, 34]
const steps = 40
const iterations = 200
/** Of a weight; eight targets say little of how far the next one may be. */
const leastSpread = 0.1

const [folder, kept] = process.argv.slice(2)
if (folder === undefined) throw new Error('Expected the folder of the targets of DOCKSTRING')
await using rdkit = chemistry({ threads: 1 })
const pool = dockingPool()
const cache = kept === undefined ? undefined : contentCache(kept)
await using preparation = ligandPreparation({ cache })
const targets = (await targetsIn(folder)).filter(({ name }) => names.includes(name))
const groups = await Promise.all(
  targets.map(async (target, index) => {
    await using program = vina({
      ...(await readTarget(target)),
      exhaustiveness: 2,
      seed: 1,
      pool,
      preparation,
      cache,
    })
    const smiles = await walks(rdkit, random(index, 'docking prior'))
    const docked = await Promise.all(smiles.map((one) => dock(one, program)))
    const known = docked.filter((one) => one !== undefined)
    console.error(`${target.name}: ${known.length} molecules docked`)
    return known
  }),
)
const { mean, spread, noise } = fit(groups)
console.log(`prior = [${mean.map((value) => value.toFixed(2)).join(', ')}]`)
console.log(
  `spread = [${spread.map((value, i) => Math.max(value, leastSpread * Math.abs(mean[i]!)).toFixed(2)).join(', ')}]`,
)
console.log(`noise = ${noise.toFixed(2)}, of ${groups.flat().length} dockings`)

async function dock(smiles: string, program: ReturnType<typeof vina>): Promise<Docked | undefined> {
  const [seen] = await rdkit.appraise([smiles], { keep: [], forbid: [] })
  if (!seen?.ok) return undefined
  try {
    return { measured: seen.measured, score: (await program.dock(smiles)).score }
  } catch (error) {
    if (!(error instanceof DockingError)) throw error
    return undefined
  }
}

/** Molecules such as a search proposes: drug-like, of every size. */
async function walks(rdkit: Chemistry, source: Random): Promise<string[]> {
  const starts = Object.values(paperFragments)
  const found = new Set<string>()
  while (found.size < perTarget) {
    const wanted = smallest + source.integer(largest - smallest + 1)
    let smiles: string = starts[source.integer(starts.length)]!
    for (let step = 0; step < steps; step++) {
      const next = await grown(rdkit, smiles, wanted, source)
      if (next === undefined) break
      smiles = next
    }
    found.add(smiles)
  }
  return [...found]
}

/** A larger neighbour that is not too large, hard to make or unlike drugs, unless all are. */
async function grown(
  rdkit: Chemistry,
  smiles: string,
  wanted: number,
  source: Random,
): Promise<string | undefined> {
  const around: string[] = []
  for await (const one of neighbourhood(rdkit, smiles, source)) if (around.push(one) >= 12) break
  const [own, ...seen] = await rdkit.appraise([smiles, ...around], { keep: [], forbid: [] })
  const size = own?.ok ? own.measured['heavyAtoms']! : 0
  const fit = seen
    .flatMap((one) => (one.ok ? [one] : []))
    .filter(
      ({ measured: { heavyAtoms, sa, qed } }) =>
        heavyAtoms! > size &&
        heavyAtoms! <= wanted &&
        sa! <= hardest &&
        (qed! >= leastQed || heavyAtoms! < 14),
    )
  return fit.length > 0 ? fit[source.integer(fit.length)]!.canonical : undefined
}

/** Weights of one target given all others' mean and spread, with how uncertain each is. */
interface Fitted {
  readonly mean: readonly number[]
  readonly spread: readonly number[]
  readonly noise: number
}

function fit(groups: readonly (readonly Docked[])[]): Fitted {
  const size = sizeAndLipophilicity({}).length
  let now: Fitted = { mean: Array<number>(size).fill(0), spread: Array<number>(size).fill(1), noise: 1 }
  for (let i = 0; i < iterations; i++) now = improved(groups, now)
  return now
}

function improved(groups: readonly (readonly Docked[])[], { mean, spread, noise }: Fitted): Fitted {
  const each = groups.map((docked) => {
    const rows = docked.map(({ measured, score }) => ({ x: sizeAndLipophilicity(measured), score }))
    const precision = mean.map((_, i) =>
      mean.map(
        (__, j) =>
          rows.reduce((sum, { x }) => sum + x[i]! * x[j]!, 0) / noise ** 2 + (i === j ? spread[i]! ** -2 : 0),
      ),
    )
    const covariance = inverse(precision)
    const right = mean.map(
      (value, i) =>
        rows.reduce((sum, { x, score }) => sum + x[i]! * score, 0) / noise ** 2 + value * spread[i]! ** -2,
    )
    const weights = covariance.map((row) => dot(row, right))
    const squares = rows.map(
      ({ x, score }) =>
        (score - dot(x, weights)) ** 2 +
        dot(
          x,
          covariance.map((row) => dot(row, x)),
        ),
    )
    return { weights, covariance, squares }
  })
  const next = mean.map((_, i) => average(each.map(({ weights }) => weights[i]!)))
  return {
    mean: next,
    spread: next.map((value, i) =>
      Math.sqrt(
        average(each.map(({ weights, covariance }) => (weights[i]! - value) ** 2 + covariance[i]![i]!)),
      ),
    ),
    noise: Math.sqrt(average(each.flatMap(({ squares }) => squares))),
  }
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, index) => sum + value * b[index]!, 0)
}

/** Of a symmetric positive definite matrix, by elimination; it needs no pivots. */
function inverse(matrix: readonly (readonly number[])[]): number[][] {
  const size = matrix.length
  const rows = matrix.map((row, i) => [...row, ...row.map((_, j) => (i === j ? 1 : 0))])
  for (let i = 0; i < size; i++) {
    const pivot = rows[i]![i]!
    rows[i] = rows[i]!.map((value) => value / pivot)
    for (let j = 0; j < size; j++) {
      if (j === i) continue
      const factor = rows[j]![i]!
      rows[j] = rows[j]!.map((value, k) => value - factor * rows[i]![k]!)
    }
  }
  return rows.map((row) => row.slice(size))
}
