import { describe, expect, it } from 'vitest'

import { variable } from '../graph/variable.ts'
import { TextLoss } from '../losses/text-loss.ts'
import { TGD } from '../optimizers/tgd.ts'
import { canonicalLog, type RunEvent } from '../run/event.ts'
import { optimize, type OptimizeOptions } from '../run/optimize.ts'
import type { Problem } from '../run/problem.ts'
import { always } from '../strategies/gate.ts'
import { gradient } from '../strategies/gradient.ts'
import { scripted, type ScriptedEngine } from '../testing/scripted.ts'

/** A text is worth its number in `worth`; a model judges it. */
function problemOf(engine: ScriptedEngine, worth: Readonly<Record<string, number>>): Problem {
  const judge = new TextLoss('Judge the text.', { engine })
  return {
    start: { text: 'A' },
    metrics: [{ name: 'worth', direction: 'maximize', target: 77 }],
    citations: [{ kind: 'letters', find: (text) => text.match(/\b[A-Z]\b/g) ?? [] }],
    build({ text }) {
      const parameter = variable(text!, { name: 'text', role: 'a text' })
      return {
        parameters: [parameter],
        loss: (_, call) => judge.forward(parameter, call),
        async evaluate() {
          const score = worth[text!] ?? 0
          return { score, metrics: { worth: score }, feasible: true, feedback: [] }
        },
      }
    },
    async [Symbol.asyncDispose]() {},
  }
}

interface Script {
  /** What the critic says, and the values that are written, step by step. */
  readonly said?: string
  readonly written: readonly string[]
}

async function run(
  { said = 'Do better.', written }: Script,
  worth: Record<string, number>,
  more: object = {},
) {
  // The language model is simulated.
  const engine = scripted({
    latency: { from: 0, to: 3, seed: 1 },
    reply: ({ purpose, about, path }) => {
      if (purpose !== 'update') return said
      const step = Number(/step-(\d+)/.exec(path!)![1])
      return `<${about!.tag}>${written[step - 1] ?? written.at(-1)!}</${about!.tag}>`
    },
  })
  const events: RunEvent[] = []
  const options: OptimizeOptions = {
    strategy: gradient(({ parameters }) => new TGD(parameters, { engine })),
    seed: 1,
    steps: written.length,
    run: { config: { limit: 50 } },
    emit: (event) => void events.push(event),
    ...more,
  }
  for await (const _ of optimize(problemOf(engine, worth), options)) continue
  return events
}

const findingsOf = (events: readonly RunEvent[]) =>
  events.flatMap((event) =>
    event.type === 'finding' ? [{ step: event.step, text: event.text, kind: event.finding }] : [],
  )

describe('a run that is watched', () => {
  it('tells what feedback cites that nobody told, at the place of the reply', async () => {
    const said = 'A is worth 3.5 of 50, and 77 is wanted; 12.25 would do, as Q has.'
    const events = await run({ said, written: ['B'] }, { A: 3.46, B: 4 })
    const told = events.filter((event) => event.type === 'finding')
    expect(told).toMatchObject([
      {
        step: 1,
        finding: 'citation',
        text: 'feedback cites what nobody told: numbers 12.25; letters Q',
        data: {
          citations: [
            { kind: 'numbers', text: '12.25' },
            { kind: 'letters', text: 'Q' },
          ],
        },
      },
    ])
    const reply = events.find((event) => event.type === 'generate' && event.purpose === 'evaluate')
    expect(told[0]!.path).toBe(reply!.path)
  })

  it('tells of a way back, whether the gate takes it or not', async () => {
    const written = ['B', 'A', 'B']
    const back = { step: 2, text: 'a text goes back to what it was before', kind: 'oscillation' }
    expect(findingsOf(await run({ written }, { A: 1, B: 2 }))).toEqual([back])
    expect(findingsOf(await run({ written }, { A: 1, B: 2 }, { gate: always }))).toEqual([
      back,
      { ...back, step: 3 },
    ])
  })

  it('tells of no progress', async () => {
    const worse = ['B', 'C', 'D', 'E', 'F', 'G']
    expect(findingsOf(await run({ written: worse }, { A: 9 }))).toEqual([
      { step: 5, text: '5 steps in a row found nothing better', kind: 'no progress' },
    ])
    expect(findingsOf(await run({ written: ['A', 'A', 'A', 'A'] }, { A: 9 }))).toEqual([
      { step: 3, text: 'the updates of 3 steps in a row changed nothing', kind: 'no progress' },
    ])
  })

  it('tells nothing of a run that goes well, and the same for the same seed and replies', async () => {
    const well = { written: ['B', 'C', 'D'] }
    expect(findingsOf(await run(well, { A: 1, B: 2, C: 3, D: 4 }))).toEqual([])
    const badly = { said: 'It is 12.25 and 99.', written: ['B', 'A', 'C', 'B'] }
    const [one, other] = [await run(badly, { A: 1, B: 2 }), await run(badly, { A: 1, B: 2 })]
    expect(findingsOf(one).length).toBeGreaterThan(4)
    expect(canonicalLog(one)).toBe(canonicalLog(other))
  })
})
