import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { sharedPath } from '@textgrad/host/testing'
import {
  fluenceProblem,
  optimiseFluence,
  plainInfluence,
  readBundle,
  simdInfluence,
  uniformStart,
  type FluenceProblem,
} from '@textgrad/radiotherapy'

import type { Extent } from './suite.ts'
import type { Table } from './table.ts'

const whole = { rounds: 5, product: 20, solve: 3 }
const short: Size = { rounds: 1, product: 10, solve: 1 }
interface Size {
  readonly rounds: number
  /** How often each is done in a round; the fastest counts. */
  readonly product: number
  readonly solve: number
}
const required = { simd: 1.5, plain: 2.5 }

const works = {
  dose: 'D·w',
  transposed: 'Dᵀ·d',
  solve: 'from the uniform start to 1.001 of the optimum',
} as const

type Milliseconds = { readonly [Work in keyof typeof works]: number }

/**
 * The products and the solver of a fluence optimisation in one thread, against scipy on the same matrix. The optimisation
 * takes longer than a machine with other work leaves a process alone, so that of it processor time is measured.
 */
export async function fluence({ quick }: Extent): Promise<readonly Table[]> {
  const size = quick ? short : whole
  const file = sharedPath('ref/radiotherapy/cshape.json')
  if (file === undefined) throw new Error('no ref/radiotherapy/cshape.json under TEXTGRAD_SHARED')
  const json = JSON.parse(readFileSync(file, 'utf8')) as { reference: { f_star_lbfgsb: number } }
  const value = 1.001 * json.reference.f_star_lbfgsb
  const plan = await readBundle(file)
  const [simd, plain] = [simdInfluence, plainInfluence].map((make) =>
    fluenceProblem(plan, make(plan.influence)),
  )
  const start = uniformStart(plain!)[0]!
  const measured: Record<'simd' | 'plain' | 'scipy', Milliseconds[]> = { simd: [], plain: [], scipy: [] }
  await measureOurs(simd!, value, size)
  for (let round = 0; round < size.rounds; round++) {
    measured.simd.push(await measureOurs(simd!, value, size))
    const scipy = measureScipy({ file, value, start, repeats: size })
    if (scipy) measured.scipy.push(scipy)
    measured.plain.push(await measureOurs(plain!, value, size))
  }
  return [table(plan.influence, measured)]
}

async function measureOurs(problem: FluenceProblem, value: number, repeats: Size): Promise<Milliseconds> {
  const { influence } = problem
  const weights = uniformStart(problem)
  const ones = new Float64Array(influence.voxels).fill(1)
  const dose = least(repeats.product, () => influence.dose(weights))
  const transposed = least(repeats.product, () => influence.transposed(ones))
  const solves: number[] = []
  for (let solve = 0; solve < repeats.solve; solve++) solves.push(await timeOfSolve(problem, value))
  return { dose, transposed, solve: Math.min(...solves) }
}

/** Milliseconds of the processor. */
async function timeOfSolve(problem: FluenceProblem, value: number): Promise<number> {
  const before = process.cpuUsage()
  const { stopped } = await optimiseFluence(problem, { stop: { value, decrease: 0 } })
  if (stopped !== 'value')
    throw new Error(`The optimisation ended by ${stopped} before it was near the optimum`)
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

function least(repeats: number, work: () => unknown): number {
  const times = Array.from({ length: repeats }, () => {
    const begun = performance.now()
    work()
    return performance.now() - begun
  })
  return Math.min(...times)
}

/** What the same takes scipy, or undefined where `python3` has none. */
function measureScipy(request: object): Milliseconds | undefined {
  if (spawnSync('python3', ['-c', 'import scipy'], { stdio: 'ignore' }).status !== 0) return undefined
  const python = spawnSync('python3', [join(import.meta.dirname, 'fluence-scipy.py')], {
    input: JSON.stringify(request),
    encoding: 'utf8',
    env: { ...process.env, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' },
  })
  if (python.status !== 0) throw new Error(`scipy could not be measured: ${python.stderr}`)
  return JSON.parse(python.stdout) as Milliseconds
}

function table(
  matrix: { readonly voxels: number; readonly bixels: number; readonly values: Float32Array },
  measured: Readonly<Record<'simd' | 'plain' | 'scipy', readonly Milliseconds[]>>,
): Table {
  const rows = (Object.keys(works) as (keyof typeof works)[]).map((work) => {
    const [simd, plain, scipy] = [measured.simd, measured.plain, measured.scipy].map((all) =>
      Math.min(...all.map((one) => one[work])),
    )
    const ours = [simd!, plain!].map((one) => one.toFixed(2))
    if (measured.scipy.length === 0) return [works[work], ...ours, 'python3 has no scipy', '', '', '']
    const [faster, slower] = [scipy! / simd!, plain! / scipy!]
    const isKept = faster >= required.simd && slower <= required.plain
    return [works[work], ...ours, scipy!.toFixed(2), faster.toFixed(2), slower.toFixed(2), isKept]
  })
  return {
    name: 'fluence-speed',
    title:
      `Milliseconds in one thread, of the processor for the optimisation, least of ${measured.simd.length} interleaved rounds: ${matrix.voxels} voxels, ${matrix.bixels} bixels, ` +
      `${(matrix.values.length / 1e6).toFixed(2)} million doses in single precision. Required: SIMD >= ${required.simd} ` +
      `times as fast as scipy, plain TypeScript <= ${required.plain} times its time`,
    columns: ['work', 'SIMD', 'plain', 'scipy', 'scipy / SIMD', 'plain / scipy', 'kept'],
    rows,
  }
}
