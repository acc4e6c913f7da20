import { describe, expect, it } from 'vitest'

import { fn } from '../graph/fn.ts'
import { feedback } from '../graph/gradient.ts'
import { variable } from '../graph/variable.ts'
import { optimize } from '../run/optimize.ts'
import type { Problem } from '../run/problem.ts'
import { gradient } from '../strategies/gradient.ts'
import { scripted, type ScriptedEngine } from '../testing/index.ts'
import { Momentum } from './momentum.ts'

const longer = fn(
  { name: 'longer', role: 'length', backward: ({ args: [word] }) => [feedback(`${word} is too short`)] },
  ([word]: readonly [string]) => word,
)

/** Answers the n-th update with n + 2 letters. */
function growing(): ScriptedEngine {
  return scripted({ reply: ({ about }, call) => `<${about!.tag}>${'a'.repeat(call + 2)}</${about!.tag}>` })
}

function lastPrompt({ calls }: ScriptedEngine): string {
  return calls.at(-1)!.messages[1]!.content as string
}

function versions(prompt: string): string[] {
  return [...prompt.matchAll(/<version>\n(.*)\n<\/version>/g)].map((match) => match[1]!)
}

describe('Momentum', () => {
  it('reminds an update of the last versions and what was said of each (D5, D6)', async () => {
    const engine = growing()
    const word = variable('a', { role: 'a word' })
    const optimizer = new Momentum([word], { engine, window: 2 })
    for (let step = 0; step < 4; step++) {
      optimizer.zeroGrad()
      await (await longer([word])).backward()
      await optimizer.step()
    }
    expect(word.value).toBe('aaaaa')
    expect(versions(lastPrompt(engine))).toEqual(['aa', 'aaa'])
    expect(lastPrompt(engine)).toContain('aaa is too short')
    expect(lastPrompt(engine)).toContain('keeps coming back')
    expect(lastPrompt({ ...engine, calls: engine.calls.slice(0, 1) })).not.toContain('come this way')
  })

  it('remembers from the history of a run, so that a resumed run does too', async () => {
    const engine = growing()
    const problem: Problem = {
      start: { word: 'a' },
      metrics: [{ name: 'length', direction: 'maximize' }],
      build: ({ word }) => {
        const parameter = variable(word!, { name: 'word', role: 'a word' })
        return {
          parameters: [parameter],
          loss: (_, call) => longer([parameter], call),
          evaluate: async () => ({
            score: word!.length,
            metrics: {},
            feasible: true,
            feedback: [feedback(`${word} of ${word!.length}`)],
          }),
        }
      },
      [Symbol.asyncDispose]: async () => {},
    }
    const strategy = gradient(({ parameters }) => new Momentum(parameters, { engine }))
    for await (const _ of optimize(problem, { strategy, seed: 1, steps: 5 })) continue
    expect(versions(lastPrompt(engine))).toEqual(['aa', 'aaa', 'aaaa'])
    expect(lastPrompt(engine)).toContain('aaaa of 4')
  })

  it('changes nothing when a step fails, and works with its default options', async () => {
    const word = variable('a', { role: 'a word' })
    const optimizer = new Momentum([word], {
      engine: scripted({
        reply: () => {
          throw new Error('down')
        },
      }),
    })
    await (await longer([word])).backward()
    await expect(optimizer.step()).rejects.toThrow('down')
    expect(word.value).toBe('a')
    expect(() => new Momentum([word], { engine: growing(), window: 0 })).toThrow('Expected a window')
  })
})
