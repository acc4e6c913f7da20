import {
  constant,
  LlmCall,
  random,
  rootCall,
  sum,
  TextLoss,
  TGD,
  variable,
  type Call,
  type Engine,
} from '@textgrad/core'
import { scripted } from '@textgrad/core/testing'

import { median } from './measure.ts'
import type { Table } from './table.ts'

const latency = 50
const samples = 16
/** Within a step's critical path: forward, evaluate, backward, and most of the update. */
const length = 3.5 * latency

/** How long after an abort a step rejects: at random moments, also with an engine that is deaf to the signal. */
export async function abort(moments: number): Promise<Table> {
  const rows: (string | number)[][] = []
  for (const deaf of [false, true]) {
    const draw = random(1, `abort-${deaf}`)
    const all = await Promise.all(
      Array.from({ length: moments }, (_, index) => abortAt(draw.next() * length, deaf, index)),
    )
    const times = all.map(({ milliseconds }) => milliseconds)
    const late = all.reduce((total, { startedLater }) => total + startedLater, 0)
    const wrong = all.filter(({ name }) => name !== 'AbortError').length
    rows.push(
      [
        deaf ? 'deaf to the signal' : 'heeds the signal',
        moments,
        median(times),
        Math.max(...times),
        wrong,
        late,
      ].map((cell) => (typeof cell === 'number' ? Number(cell.toFixed(1)) : cell)),
    )
  }
  return {
    name: 'abort',
    title: `Steps over ${samples} samples, aborted at random moments, ${moments} at once`,
    columns: [
      'engine',
      'moments',
      'median ms to reject',
      'longest ms',
      'not an AbortError',
      'calls started later',
    ],
    rows,
  }
}

async function abortAt(milliseconds: number, deaf: boolean, index: number) {
  // A start of its own for each, so that they do not all wait for one turn of the loop.
  await new Promise((resolve) => setTimeout(resolve, index))
  const script = scripted({ latency })
  const engine: Engine = deaf
    ? {
        id: script.id,
        generate: ({ purpose, messages, about }) =>
          script.generate({ purpose, messages, ...(about && { about }) }),
      }
    : script
  const controller = new AbortController()
  let abortedAt = 0
  let before = 0
  setTimeout(() => {
    before = script.calls.length
    abortedAt = performance.now()
    controller.abort()
  }, milliseconds)
  const name = await step(engine, rootCall({ signal: controller.signal })).then(
    () => 'finished',
    (error: unknown) => (error as Error).name,
  )
  const took = performance.now() - abortedAt
  await new Promise((resolve) => setTimeout(resolve, 2 * latency))
  return { name, milliseconds: took, startedLater: script.calls.length - before }
}

async function step(engine: Engine, call: Call): Promise<void> {
  const system = variable('Answer the question.', { role: 'system prompt' })
  const llm = new LlmCall({ engine, system })
  const critic = new TextLoss('Judge the answer.', { engine })
  const losses = await Promise.all(
    Array.from({ length: samples }, async (_, index) =>
      critic.forward(await llm.forward(constant(`question ${index}`, { role: 'question' }), call), call),
    ),
  )
  await sum(losses, call).backward({ engine, call })
  await new TGD([system], { engine }).step(call)
}
