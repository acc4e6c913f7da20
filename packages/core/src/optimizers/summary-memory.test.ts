import { describe, expect, it } from 'vitest'

import { fn } from '../graph/fn.ts'
import { feedback } from '../graph/gradient.ts'
import { variable } from '../graph/variable.ts'
import { memoryJournal } from '../run/journal.ts'
import { optimize } from '../run/optimize.ts'
import type { Problem } from '../run/problem.ts'
import { gradient } from '../strategies/gradient.ts'
import { promptText, scripted, type ScriptedEngine } from '../testing/scripted.ts'
import { Momentum } from './momentum.ts'

const longer = fn(
  { name: 'longer', role: 'length', backward: ({ args: [word] }) => [feedback(`${word} is too short`)] },
  ([word]: readonly [string]) => word,
)

// The language model is simulated: a digest joins what was remembered with the latest feedback.
function model(): ScriptedEngine {
  return scripted({
    reply: (request) => {
      const text = promptText(request)
      if (request.purpose === 'update') {
        const word = request.about!.value
        return `<${request.about!.tag}>${word}a</${request.about!.tag}>`
      }
      const [memory] = /(?<=<memory>\n).*/.exec(text) ?? ['']
      return `${memory}|${/(?<=<feedback>\n).*/.exec(text)![0]}`
    },
  })
}

const problem: Problem = {
  start: { word: 'a' },
  metrics: [{ name: 'length', direction: 'maximize' }],
  build: ({ word }) => {
    const parameter = variable(word!, { name: 'word', role: 'a word' })
    return {
      parameters: [parameter],
      loss: (_, call) => longer([parameter], call),
      evaluate: async () => ({ score: word!.length, metrics: {}, feasible: true, feedback: [] }),
    }
  },
  [Symbol.asyncDispose]: async () => {},
}

const remembered = (engine: ScriptedEngine): (string | undefined)[] =>
  engine.calls
    .filter(({ purpose }) => purpose === 'update')
    .map((request) => /(?<=<memory>\n).*/.exec(promptText(request))?.[0])

describe('summarised momentum', () => {
  it('shows an update what was said of all earlier versions, in one text', async () => {
    const engine = model()
    const word = variable('a', { role: 'a word' })
    const optimizer = new Momentum([word], { engine, summarised: true })
    for (let step = 0; step < 4; step++) {
      optimizer.zeroGrad()
      await (await longer([word])).backward()
      await optimizer.step()
    }
    expect(remembered(engine)).toEqual([
      undefined,
      'a is too short',
      'a is too short|aa is too short',
      'a is too short|aa is too short|aaa is too short',
    ])
    // The first short feedback is its own digest.
    expect(engine.count('reduce')).toBe(3)
  })

  it('keeps its memory in the history, along the line of candidates', async () => {
    const engine = model()
    const journal = memoryJournal()
    const run = async (): Promise<void> => {
      const strategy = gradient(({ parameters }) => new Momentum(parameters, { engine, summarised: true }))
      for await (const _ of optimize(problem, { strategy, seed: 1, steps: 3, journal })) continue
    }
    await run()
    expect(remembered(engine)).toEqual([undefined, 'a is too short', 'a is too short|aa is too short'])
    const before = engine.calls.length
    await run()
    expect(engine.calls).toHaveLength(before)
  })

  it('refuses a window of a digest', () => {
    const make = () =>
      new Momentum([variable('a', { role: 'a word' })], { engine: model(), summarised: true, window: 2 })
    expect(make).toThrow('not both')
  })
})
