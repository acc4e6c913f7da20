import {
  gradient,
  TGD,
  type BackwardMode,
  type Engine,
  type GenerateRequest,
  type Problem,
} from '@textgrad/core'

import type { Table } from '../table.ts'
import { listener, usualListening } from './listener.ts'
import { adding, chain, parts, wide } from './marks.ts'
import { retrieval, searching } from './retrieval.ts'
import { calculating, toolAgent } from './tool-agent.ts'
import { rounded, type Lab, type Trial } from './trials.ts'

/** How large the programs are, and how many steps each run has. */
export interface Sizes {
  readonly depths: readonly number[]
  readonly widths: readonly number[]
  readonly parameters: readonly number[]
  readonly batches: readonly number[]
  readonly products: readonly number[]
  readonly steps: number
}

/** A program of some size, and in which mode feedback goes backward through it. */
interface Case {
  readonly size: number
  readonly way: string
  readonly mode: BackwardMode
  readonly problem: (engine: Engine) => Problem<any>
  /** Training items of a step. */
  readonly batchSize?: number
  /** The mean quality that follows from what the simulated models do, where that is a formula. */
  readonly expected?: number
}

const modes = ['per-edge', 'graph'] as const

/** Programs of language models of growing size: what textual gradients reach in so many steps, and what they cost. */
export async function verbalTables(lab: Lab, sizes: Sizes): Promise<readonly Table[]> {
  const tables: Table[] = []
  for (const { cases, forward, ...named } of families(sizes)) {
    const rows: Table['rows'][number][] = []
    for (const one of cases) rows.push(await rowOf(lab, one, { forward, steps: sizes.steps }))
    tables.push({ ...named, columns: columnsOf(named.size), rows })
  }
  return tables
}

interface Family {
  readonly name: string
  readonly title: string
  /** What grows. */
  readonly size: string
  /** What a simulated model does in it. */
  readonly forward: (request: GenerateRequest) => string
  readonly cases: readonly Case[]
}

function families(sizes: Sizes): readonly Family[] {
  return [depth(sizes), width(sizes), parametersAtOnce(sizes), retrievals(sizes), agents(sizes)]
}

function depth({ depths, steps }: Sizes): Family {
  return {
    name: 'scaling-depth',
    title: `A chain of calls, each with an instruction that has to learn one thing, judged at its end: ${steps} steps`,
    size: 'depth',
    forward: adding,
    cases: inModes(depths, (size, mode) => ({
      problem: (engine) => chain(size, engine),
      expected: learnt(mode === 'graph' ? [1] : readsInChain(size), steps),
    })),
  }
}

function width({ widths, steps }: Sizes): Family {
  return {
    name: 'scaling-width',
    title: `Calls beside each other, each with an instruction that has to learn one thing, judged together: ${steps} steps`,
    size: 'width',
    forward: adding,
    cases: widths.flatMap((size): Case[] => [
      {
        size,
        way: 'per-edge, joined in words',
        mode: 'per-edge',
        problem: (engine) => wide(size, engine, false),
      },
      {
        size,
        way: 'per-edge, joined by code',
        mode: 'per-edge',
        problem: (engine) => wide(size, engine, true),
        expected: learnt([2], steps),
      },
      { size, way: 'graph', mode: 'graph', problem: (engine) => wide(size, engine, false) },
    ]),
  }
}

function parametersAtOnce({ parameters, steps }: Sizes): Family {
  return {
    name: 'scaling-parameters',
    title: `One call whose prompt is made of several texts, each of which has to learn one thing: ${steps} steps`,
    size: 'parameters',
    forward: adding,
    cases: inModes(parameters, (size, mode) => ({
      problem: (engine) => parts(size, engine),
      expected: learnt([mode === 'graph' ? 1 : 2], steps),
    })),
  }
}

function retrievals({ batches, steps }: Sizes): Family {
  return {
    name: 'scaling-retrieval',
    title: `Retrieval and answer: two instructions, 60 documents, judged on 4 questions that are not trained on: ${steps} steps`,
    size: 'questions a step',
    forward: searching,
    cases: inModes(batches, (batchSize) => ({ batchSize, problem: retrieval })),
  }
}

function agents({ products, steps }: Sizes): Family {
  return {
    name: 'scaling-agent',
    title: `An agent with a calculator: two texts, sums of products, judged on 3 sums that are not trained on: ${steps} steps`,
    size: 'products',
    forward: calculating,
    cases: inModes(products, (size) => ({ problem: (engine) => toolAgent(size, engine) })),
  }
}

function inModes(
  sizes: readonly number[],
  of: (size: number, mode: BackwardMode) => Pick<Case, 'problem' | 'expected' | 'batchSize'>,
): Case[] {
  return sizes.flatMap((size) => modes.map((mode) => ({ size, way: mode, mode, ...of(size, mode) })))
}

function columnsOf(size: string): string[] {
  return [size, 'way', 'quality', 'expected', 'all learnt', 'calls a step', 'calls']
}

async function rowOf(
  lab: Lab,
  { size, way, mode, problem, batchSize = 3, expected }: Case,
  { forward, steps }: { readonly forward: Family['forward']; readonly steps: number },
): Promise<Table['rows'][number]> {
  const outcome = await lab.run((): Trial => {
    const engine = lab.engine(() => listener(forward))
    const strategy = gradient(({ parameters }) => new TGD(parameters, { engine }), { mode, batchSize })
    return { problem: problem(engine), strategy, limits: { steps, target: 1 } }
  })
  return [
    size,
    way,
    rounded(outcome.mean),
    lab.model === undefined && expected !== undefined ? rounded(expected) : '',
    `${outcome.solved} of ${lab.seeds}`,
    rounded(outcome.callsPerStep, 1),
    rounded(outcome.calls, 1),
  ]
}

/** Of a chain: how many prompts advice for each stage goes through, the last stage first; its update is one of them. */
function readsInChain(depth: number): number[] {
  return Array.from({ length: depth }, (_, stage) => stage + 2)
}

/** The mean share that is learnt in so many steps where advice survives each reading with the usual chance. */
function learnt(reads: readonly number[], steps: number): number {
  const shares = reads.map((count) => 1 - (1 - usualListening.fidelity ** count) ** steps)
  return shares.reduce((sum, share) => sum + share, 0) / shares.length
}
