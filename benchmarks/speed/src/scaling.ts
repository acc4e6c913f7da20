import { compose } from '@textgrad/core'
import { engineNamed, paced, retry } from '@textgrad/engines'

import { restless, usualListening } from './scaling/listener.ts'
import { lowVerbalTables, type LowVerbalSizes } from './scaling/low-verbal.ts'
import { Lab } from './scaling/trials.ts'
import { verbalTables, type Sizes } from './scaling/verbal.ts'
import type { Extent } from './suite.ts'
import type { Table } from './table.ts'

const whole: Sizes & LowVerbalSizes = {
  depths: [1, 2, 3, 4, 6, 8],
  widths: [1, 2, 4, 8, 16, 32, 64],
  parameters: [2, 3, 4],
  batches: [1, 3, 8],
  products: [1, 2, 4],
  steps: 6,
  numbers: [2, 4, 8, 16],
  orders: [5, 8, 12],
  evaluations: 60,
}
const short: typeof whole = {
  depths: [1, 4],
  widths: [1, 16],
  parameters: [2, 4],
  batches: [3],
  products: [2],
  steps: 6,
  numbers: [4],
  orders: [8],
  evaluations: 30,
}

/**
 * Whether textual gradients scale: with the depth and width of programs, with several parameters at once, with retrieval, with
 * tools, and in tasks where words help little; quality and calls against size. The models are simulated (scaling/listener.ts)
 * unless one is named, which then does everything. TEXTGRAD_BENCH_SEEDS (default: 20, or 1 with a model that is named).
 */
export async function scaling({ quick, engine }: Extent): Promise<readonly Table[]> {
  const sizes = quick ? short : whole
  const usualSeeds = engine !== undefined ? 1 : quick ? 3 : 20
  const seeds = Number(process.env['TEXTGRAD_BENCH_SEEDS'] ?? usualSeeds)
  if (engine === undefined) return measured(new Lab(seeds), sizes)
  const named = compose(engineNamed(engine), retry(), paced({}))
  const calls = await mostCalls(seeds, sizes)
  console.error(
    `scaling: at most ${calls} calls of ${engine}, and those that are asked again because a reply was lost or could not be used`,
  )
  try {
    return await measured(new Lab(seeds, named), sizes)
  } finally {
    await named[Symbol.asyncDispose]?.()
  }
}

/** Calls where every reply can be used and none helps. */
async function mostCalls(seeds: number, sizes: typeof whole): Promise<number> {
  const lab = new Lab(seeds, restless())
  await measured(lab, sizes)
  return Math.round(lab.calls)
}

async function measured(lab: Lab, sizes: typeof whole): Promise<readonly Table[]> {
  return [modelsTable(lab), ...(await verbalTables(lab, sizes)), ...(await lowVerbalTables(lab, sizes))]
}

/** What the other tables can show, and what not. */
function modelsTable({ model, seeds }: Lab): Table {
  const { fidelity, capacity } = usualListening
  const simulated = [
    ['models', `simulated by scripts, over ${seeds} seeds; no language model is asked`],
    [
      'what they do',
      `each time that a prompt is read, a piece of advice in it is taken in with a chance of ${fidelity}, and at most ${capacity} of them; it is passed on or done as it is`,
    ],
    [
      'what this shows',
      'calls; how far advice gets through a program of some size, and what the way it goes does to that',
    ],
    [
      'what it does not',
      'how well a language model words, understands or follows advice: name one with --engine',
    ],
  ]
  const named = [
    ['models', `${model}, for everything, over ${seeds} seeds`],
    ['what this shows', 'what this model reaches in these tasks, which are small'],
    ['what it does not', 'differences that are smaller than what another seed makes'],
  ]
  return {
    name: 'scaling-models',
    title: 'Who answers',
    columns: ['', 'what'],
    rows: model === undefined ? simulated : named,
  }
}
