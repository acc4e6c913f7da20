import { random, type GenerateRequest, type Random, type UpdateFacts } from '@textgrad/core'

import type { GoalData } from '../losses/goal-feedback.ts'
import { judgeGoal, measuresOf, type Measured } from '../losses/goal.ts'
import { neighbourhood } from '../moves/all-moves.ts'
import type { Appraisal } from '../rdkit/appraise.ts'
import type { Chemistry } from '../rdkit/chemistry.ts'
import { dockingGuess, type Docked } from './docking-guess.ts'
import { triedIn, type Tried } from './tried.ts'

/** Generations of children, of how many parents, and how many children of each. */
const rounds = 3
const parents = 6
const children = 12
/** How many of the best molecules tried are parents of the first round, besides the value itself. */
const elders = 4
/** The most that one search looks at. */
export const mostAppraised = rounds * parents * children + elders + 1
/** How much of what a molecule scores beyond its guess a child of it keeps. */
const inherited = 0.7
/** How many of the most promising are checked for troublesome groups. */
const checked = 24
/** Beyond these a molecule is no starting point for a drug: heavy atoms, SA score, QED. */
const largest = 38
export const hardest = 4.5
export const leastQed = 0.5

/** A molecule, and the score that is expected of it. */
export interface Guessed {
  readonly smiles: string
  readonly measured: Measured
  readonly broken: number
  /** What docking found beyond the guess for what it was made from, kcal/mol, by measure. */
  readonly surplus: Readonly<Record<string, number>>
  readonly expected: number
}

export interface Search {
  readonly rdkit: Chemistry
  readonly about: UpdateFacts
  readonly request: GenerateRequest
}

/** The molecules looked at, the most promising first, without those that were tried; undefined without a goal to follow. */
export async function searchDesigns(
  search: Search,
): Promise<{ readonly best: readonly Guessed[]; readonly looked: number } | undefined> {
  const tried = triedIn(search.about)
  const data = tried[0]?.data
  if (!data) return undefined
  const judge = new Judge(data, search.rdkit, search.request.signal)
  const { seed = 0, path = '' } = search.request
  const source = random(seed, path)
  const known = new Set([
    search.about.value,
    ...search.about.history.map(({ value }) => value),
    ...tried.map(({ smiles }) => smiles),
  ])
  let pool = await judge.learn(tried)
  const found = new Map<string, Guessed>()
  for (let round = 0; round < rounds; round++) {
    const bred: Guessed[] = []
    for (const parent of pool.slice(0, parents)) {
      const fresh = await childrenOf(search.rdkit, parent, { known, source, mates: pool })
      bred.push(...(await judge.guess(fresh, parent)))
    }
    for (const child of bred) {
      known.add(child.smiles)
      found.set(child.smiles, child)
    }
    // Parents may go on having children: what was tried is known to be good.
    pool = ranked([...pool, ...bred])
  }
  return {
    best: await judge.untroubled(ranked([...found.values()]), search.about.value),
    looked: judge.looked,
  }
}

interface Breeding {
  readonly known: ReadonlySet<string>
  readonly source: Random
  readonly mates: readonly Guessed[]
}

async function childrenOf(
  rdkit: Chemistry,
  parent: Guessed,
  { known, source, mates }: Breeding,
): Promise<string[]> {
  const others = mates.flatMap(({ smiles }) => (smiles === parent.smiles ? [] : [smiles])).slice(0, parents)
  const found: string[] = []
  for await (const child of neighbourhood(rdkit, parent.smiles, source, { mates: others })) {
    if (!known.has(child)) found.push(child)
    if (found.length >= children) break
  }
  return found
}

const ranked = (all: readonly Guessed[]): Guessed[] =>
  all.toSorted((a, b) => a.broken - b.broken || b.expected - a.expected || (a.smiles < b.smiles ? -1 : 1))

/** Expects scores: what is exact exactly, docking by what was docked so far. */
class Judge {
  readonly #data: GoalData
  readonly #rdkit: Chemistry
  readonly #signal: AbortSignal | undefined
  readonly #guesses = new Map<string, (measured: Measured) => number>()
  looked = 0

  constructor(data: GoalData, rdkit: Chemistry, signal: AbortSignal | undefined) {
    this.#data = data
    this.#rdkit = rdkit
    this.#signal = signal
  }

  /** Learns from what was tried and gives what to go on from: the value, and the best. */
  async learn(tried: readonly Tried[]): Promise<Guessed[]> {
    const seen = await this.#appraise(tried.map(({ smiles }) => smiles))
    const pairs = tried.flatMap((one, index) => {
      const appraised = seen[index]
      return appraised?.ok ? [{ one, measured: appraised.measured }] : []
    })
    for (const measure of ['vina', 'avoid']) {
      const docked = pairs.flatMap(({ one, measured }): Docked[] =>
        one.values[measure] === undefined ? [] : [{ measured, score: one.values[measure] }],
      )
      if (docked.length > 0) this.#guesses.set(measure, dockingGuess(docked))
    }
    const all = pairs.map(({ one, measured }): Guessed => ({
      smiles: one.smiles,
      measured,
      broken: one.feasible ? 0 : 1,
      surplus: Object.fromEntries(
        [...this.#guesses].map(([name, guess]) => [name, (one.values[name] ?? 0) - guess(measured)]),
      ),
      expected: one.score,
    }))
    const [value, ...rest] = all
    return value ? ranked([value, ...ranked(rest).slice(0, elders)]) : []
  }

  async guess(smiles: readonly string[], parent: Guessed): Promise<Guessed[]> {
    const appraised = await this.#appraise(smiles)
    return appraised.flatMap((one) =>
      one.ok && this.#isUsable(one, parent) ? [this.#guessOf(one, parent)] : [],
    )
  }

  #guessOf({ canonical, measured: exact, broken }: Appraisal, parent: Guessed): Guessed {
    const surplus = Object.fromEntries(
      Object.entries(parent.surplus).map(([name, value]) => [name, inherited * value]),
    )
    const docked = Object.fromEntries(
      [...this.#guesses].map(([name, guess]) => [name, guess(exact) + (surplus[name] ?? 0)]),
    )
    const measured = { ...exact, ...docked }
    const { ranking, constraints } = this.#data
    const tooFar = constraints.atLeast !== undefined && (measured['similarity'] ?? 1) < constraints.atLeast
    return {
      smiles: canonical,
      measured,
      broken: broken.length + (tooFar ? 1 : 0),
      surplus,
      expected: judgeGoal(ranking, measured).score,
    }
  }

  /** No giants, and nothing that is hard to make or little drug-like where what it was made from is not. */
  #isUsable({ measured }: Appraisal, { measured: before }: Guessed): boolean {
    const { heavyAtoms = 0, sa = 0, qed = 1 } = measured
    if (heavyAtoms > Math.max(largest, before['heavyAtoms'] ?? 0)) return false
    if (qed < Math.min(leastQed, before['qed'] ?? 1)) return false
    return sa <= Math.max(hardest, before['sa'] ?? 0)
  }

  /** The first of them, without those that meet a filter against troublesome groups that the value does not. */
  async untroubled(best: readonly Guessed[], value: string): Promise<Guessed[]> {
    const first = best.slice(0, checked)
    const asked = [value, ...first.map(({ smiles }) => smiles)]
    const options = { signal: this.#signal }
    const all = await this.#rdkit.appraise(asked, { keep: [], forbid: [], filters: true }, options)
    const [own = [], ...troubles] = all.map((one) => (one.ok ? one.troubles : undefined))
    return first.filter((_, index) => troubles[index]?.every((name) => own.includes(name)))
  }

  async #appraise(smiles: readonly string[]) {
    this.looked += smiles.length
    const { keep = [], forbid = [], reference } = this.#data.constraints
    const filters = measuresOf(this.#data.ranking).includes('filters')
    return smiles.length === 0
      ? []
      : this.#rdkit.appraise(smiles, { keep, forbid, reference, filters }, { signal: this.#signal })
  }
}
