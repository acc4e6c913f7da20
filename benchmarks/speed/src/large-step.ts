import {
  constant,
  LlmCall,
  sum,
  TextLoss,
  TGD,
  variable,
  type Engine,
  type GenerateRequest,
} from '@textgrad/core'
import { promptText, scripted } from '@textgrad/core/testing'

import { median } from './measure.ts'
import type { Table } from './table.ts'

const latency = 50
const concurrency = 64
const samples = 1000
const promptTokens = 16_000
/** What the prompts' tokens are counted by, on both sides: 3 bytes each. */
const tokens = (text: string): number => Math.ceil(Buffer.byteLength(text) / 3)

/**
 * One step over 1,000 samples, 64 calls at once: whether the optimizer's prompt keeps its budget, and how close the
 * step comes to the shortest time that 64 lanes allow. The language model is a script that answers after 50 ms.
 */
export async function largeStep(times: number): Promise<Table> {
  const runs = []
  for (let run = 0; run < times; run++) runs.push(await step())
  const { calls, rounds, updateTokens, largest, perPurpose } = runs[0]!
  const wall = median(runs.map(({ milliseconds }) => milliseconds))
  const critical = rounds * latency
  return {
    name: 'large-step',
    title: `${samples} samples in one step, ${concurrency} calls at once, ${promptTokens} tokens per prompt; ${latency} ms per call, median of ${times}`,
    columns: [
      'calls',
      'of them',
      'optimizer prompt tokens',
      'largest prompt tokens',
      'critical path ms',
      'wall ms',
      'ratio',
    ],
    rows: [
      [
        calls,
        perPurpose,
        updateTokens,
        largest,
        critical,
        Math.round(wall),
        Number((wall / critical).toFixed(3)),
      ],
    ],
  }
}

async function step() {
  const script = scripted({ latency, reply: answer })
  const engine = lanes(script, concurrency)
  const system = variable('Answer the question. '.repeat(20), { role: 'system prompt' })
  const llm = new LlmCall({ engine, system })
  const critic = new TextLoss('Judge the answer.', { engine })
  const optimizer = new TGD([system], { engine, promptTokens })
  const start = performance.now()
  const losses = await Promise.all(
    Array.from({ length: samples }, async (_, index) =>
      critic.forward(await llm.forward(constant(`question ${index}`, { role: 'question' }))),
    ),
  )
  await sum(losses).backward({ engine, concurrency })
  await optimizer.step()
  const milliseconds = performance.now() - start
  const count = (purpose: GenerateRequest['purpose']): number => script.count(purpose)
  const sizes = script.calls.map((request) => tokens(promptText(request)))
  // Answers and judgements come before feedback, that before the digests, those before the update.
  const rounds =
    Math.ceil((2 * samples) / concurrency) +
    Math.ceil(samples / concurrency) +
    Math.ceil(count('reduce') / concurrency) +
    count('update')
  return {
    milliseconds,
    rounds,
    calls: script.calls.length,
    perPurpose: `${count('backward')} backward, ${count('reduce')} reduce, ${count('update')} update`,
    updateTokens: sizes.at(-1)!,
    largest: Math.max(...sizes),
  }
}

function answer({ purpose, about }: GenerateRequest, call: number): string {
  if (purpose === 'update') return `<${about!.tag}>Answer better.</${about!.tag}>`
  return `${purpose} ${call}: ${'the answer should say why it is so, and name a source; '.repeat(5)}`
}

/** At most so many calls of an engine at once. */
function lanes(engine: Engine, size: number): Engine {
  let free = size
  const waiting: (() => void)[] = []
  return {
    ...engine,
    async generate(request) {
      if (free > 0) free--
      else await new Promise<void>((enter) => waiting.push(enter))
      try {
        return await engine.generate(request)
      } finally {
        const next = waiting.shift()
        if (next) next()
        else free++
      }
    },
  }
}
