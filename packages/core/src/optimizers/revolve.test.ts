import { describe, expect, it } from 'vitest'

import { constant, variable, type Variable } from '../graph/variable.ts'
import { LlmCall } from '../llm/llm-call.ts'
import { Module } from '../llm/module.ts'
import { TextLoss } from '../losses/text-loss.ts'
import { optimize } from '../run/optimize.ts'
import { programProblem } from '../run/program-problem.ts'
import { gradient } from '../strategies/gradient.ts'
import { promptText, scripted, type ScriptedEngine } from '../testing/scripted.ts'
import { Revolve } from './revolve.ts'
import { similarity } from './similarity.ts'

const isTrajectory = (text: string): boolean => text.includes('watch how a text develops')

// The language model is simulated: it writes the values of `updates` one after the other.
function model(updates: readonly string[]): ScriptedEngine {
  let next = 0
  return scripted({
    reply: (request) => {
      if (request.purpose === 'update')
        return `<${request.about!.tag}>${updates[next++]}</${request.about!.tag}>`
      if (isTrajectory(promptText(request))) return 'it swings between a and b'
      return request.purpose === 'forward' ? 'the same response' : 'change it'
    },
  })
}

async function steps(
  engine: ScriptedEngine,
  optimizer: Revolve,
  text: Variable,
  count: number,
): Promise<void> {
  for (let step = 0; step < count; step++) {
    optimizer.zeroGrad()
    await (await new TextLoss('Judge.', { engine }).forward(text)).backward({ engine })
    await optimizer.step()
  }
}

const trajectories = ({ calls }: ScriptedEngine): string[] =>
  calls
    .filter(({ purpose }) => purpose === 'backward')
    .map(promptText)
    .filter(isTrajectory)

describe('Revolve', () => {
  it('adds what the trajectory says where versions hardly change', async () => {
    const engine = model(['write a poem on cats, please', 'write a poem on bats, please', 'done'])
    const text = variable('write a poem on rats, please', { role: 'task' })
    const optimizer = new Revolve([text], { engine, window: 2 })
    await steps(engine, optimizer, text, 3)
    expect(trajectories(engine)).toHaveLength(2)
    const last = trajectories(engine).at(-1)!
    expect([...last.matchAll(/<version>\n(.*)\n/g)].map(([, version]) => version)).toEqual([
      'write a poem on rats, please',
      'write a poem on cats, please',
      'write a poem on bats, please',
    ])
    expect(last).toContain('The latest version:\n\n<version>\nwrite a poem on bats, please')
    const updates = engine.calls.filter(({ purpose }) => purpose === 'update').map(promptText)
    expect(updates.map((prompt) => prompt.includes('it swings between a and b'))).toEqual([false, true, true])
  })

  it('costs nothing where everything moves', async () => {
    const engine = model(['0123456789', 'ABCDEFGHIJ', 'klmnopqrst'])
    const text = variable('abcdefghij', { role: 'task' })
    await steps(engine, new Revolve([text], { engine }), text, 3)
    expect(trajectories(engine)).toEqual([])
    const every = model(['0123456789', 'ABCDEFGHIJ'])
    await steps(every, new Revolve([text], { engine: every, threshold: 0 }), text, 2)
    expect(trajectories(every)).toHaveLength(1)
  })

  it('sees the responses of earlier versions in a run', async () => {
    const engine = model(['0123456789', 'ABCDEFGHIJ'])
    class Program extends Module {
      readonly call = new LlmCall({ engine, system: variable('abcdefghij', { role: 'prompt' }) })
    }
    let score = 0
    const problem = programProblem({
      program: () => new Program(),
      items: { train: ['q'], validation: ['q'] },
      predict: (program, item, call) => program.call.forward(constant(item, { role: 'question' }), call),
      score: () => ({ score: score++, feedback: 'wrong' }),
    })
    const strategy = gradient(({ parameters }) => new Revolve(parameters, { engine }))
    for await (const _ of optimize(problem, { strategy, seed: 1, steps: 2 })) continue
    // The prompts differ, but what they lead to is the same.
    expect(trajectories(engine)).toHaveLength(1)
    expect(trajectories(engine)[0]).toContain('<result>\nthe same response\n</result>')
    expect(trajectories(engine)[0]).toContain('<feedback>\nwrong\n</feedback>')
  })

  it('refuses settings that make no sense', () => {
    const text = variable('a', { role: 'task' })
    expect(() => new Revolve([text], { engine: model([]), threshold: 2 })).toThrow(
      'Expected a threshold from 0 to 1, got 2',
    )
    expect(() => new Revolve([text], { engine: model([]), window: 0 })).toThrow('Expected a window')
  })
})

describe('similarity', () => {
  it('is the Dice coefficient of character trigrams', () => {
    expect(similarity('abc', 'abc')).toBe(1)
    expect(similarity('', '')).toBe(1)
    expect(similarity('abc', 'xyz')).toBe(0)
    // '  abc ' has 4 trigrams, '  abd ' has 4; they share '  a' and ' ab'.
    expect(similarity('abc', 'abd')).toBe(0.5)
  })
})
