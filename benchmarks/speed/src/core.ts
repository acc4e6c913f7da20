import {
  constant,
  feedback,
  fn,
  LlmCall,
  number,
  sum,
  TextLoss,
  TGD,
  variable,
  type Variable,
} from '@textgrad/core'
import { scripted } from '@textgrad/core/testing'

import { abort } from './abort.ts'
import { largeStep } from './large-step.ts'
import { collectedHeap, median } from './measure.ts'
import type { Extent } from './suite.ts'
import type { Table } from './table.ts'

const latency = 50
const modes = [
  { mode: 'per-edge', hops: 5 },
  { mode: 'pass-through', hops: 4 },
  { mode: 'graph', hops: 3 },
] as const

const whole = { runs: 5, batches: [1, 3, 16, 64, 256], nodes: 100_000, steps: 3, moments: 200 }
const short: Size = { runs: 1, batches: [1, 16, 256], nodes: 20_000, steps: 1, moments: 50 }
type Size = typeof whole

/**
 * How close a step comes to its critical path, and what the graph costs by itself. The language model is a script
 * that answers after 50 ms, or at once.
 */
export async function core({ quick }: Extent): Promise<readonly Table[]> {
  const size = quick ? short : whole
  // The compiler has seen everything once before anything is measured.
  for (const { mode } of modes) await promptStep(mode, 256)
  return [
    await criticalPath(size),
    await overhead(size),
    await nesting(),
    await largeStep(size.steps),
    await abort(size.moments),
  ]
}

async function criticalPath({ runs: count, batches }: Size): Promise<Table> {
  const rows: (string | number)[][] = []
  for (const { mode, hops } of modes) {
    for (const batch of batches) {
      const runs = []
      for (let run = 0; run < count; run++) runs.push(await promptStep(mode, batch))
      const wall = median(runs.map(({ milliseconds }) => milliseconds))
      const critical = hops * latency
      rows.push([mode, batch, runs[0]!.calls, critical, round(wall), round(wall / critical, 3)])
    }
  }
  return {
    name: 'critical-path',
    title: `A prompt shared by B samples: BlackboxLLM, TextLoss, sum, backward, TGD; ${latency} ms per call, median of ${count}`,
    columns: ['mode', 'B', 'calls', 'critical path ms', 'wall ms', 'ratio'],
    rows,
  }
}

async function promptStep(
  mode: (typeof modes)[number]['mode'],
  batch: number,
): Promise<{ milliseconds: number; calls: number }> {
  const engine = scripted({ latency })
  const system = variable('Answer the question.', { role: 'system prompt' })
  const llm = new LlmCall({ engine, system })
  const critic = new TextLoss('Judge the answer.', { engine })
  const optimizer = new TGD([system], { engine })
  const start = performance.now()
  const losses = await Promise.all(
    Array.from({ length: batch }, async (_, index) =>
      critic.forward(await llm.forward(constant(`question ${index}`, { role: 'question' }))),
    ),
  )
  await sum(losses).backward({ engine, mode })
  await optimizer.step()
  return { milliseconds: performance.now() - start, calls: engine.calls.length }
}

const next = fn(
  { name: 'next', role: 'number', codec: number, backward: () => [more] },
  ([value]: readonly [number]) => value + 1,
)
const more = feedback('more')
async function chain(x: Variable<number>, nodes: number): Promise<Variable<any>> {
  let node = x
  for (let index = 0; index < nodes; index++) node = await next([node])
  return node
}

async function fanOut(x: Variable<number>, nodes: number): Promise<Variable<any>> {
  return sum(await Promise.all(Array.from({ length: nodes }, () => next([x]))))
}

async function overhead({ runs: count, nodes }: Size): Promise<Table> {
  const rows: (string | number)[][] = []
  for (const build of [chain, fanOut]) {
    const runs = []
    for (let run = 0; run < count; run++) runs.push(await buildAndBackward(build, nodes))
    const times = runs.map(({ milliseconds }) => milliseconds)
    const heaps = runs.map(({ bytes }) => bytes)
    rows.push([
      build.name,
      nodes,
      round((median(times) * 1000) / nodes, 2),
      Math.round(median(heaps) / nodes),
    ])
  }
  return {
    name: 'overhead',
    title: `Build, backward with exact gradients, zeroGrad; no latency, median of ${count}`,
    columns: ['graph', 'nodes', 'us per node', 'bytes per node'],
    rows,
  }
}

/** In a function of its own, so that nothing of one run is alive in the next. */
async function buildAndBackward(
  build: typeof chain,
  nodes: number,
): Promise<{ milliseconds: number; bytes: number }> {
  const x = variable(0, { role: 'number', codec: number })
  const before = collectedHeap()
  const start = performance.now()
  const loss = await build(x, nodes)
  await loss.backward()
  const built = performance.now() - start
  const bytes = collectedHeap() - before
  const zero = performance.now()
  x.zeroGrad()
  loss.zeroGrad()
  return { milliseconds: built + performance.now() - zero, bytes }
}

async function nesting(): Promise<Table> {
  const rows: number[][] = []
  for (const depth of [1, 5, 10, 20]) {
    const x = variable('a short text', { role: 'text' })
    let node: Variable<any> = sum([x])
    for (let level = 1; level < depth; level++) node = sum([node])
    await node.backward({ gradient: feedback('say it better') })
    rows.push([depth, x.gradients.reduce((length, { text }) => length + text.length, 0)])
  }
  return {
    name: 'nested-sums',
    title: 'Characters of feedback that reach the leaf below nested sums',
    columns: ['depth', 'characters'],
    rows,
  }
}

function round(value: number, digits = 1): number {
  return Number(value.toFixed(digits))
}
