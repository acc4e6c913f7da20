import { describe, expect, it } from 'vitest'

import { text } from '../codec.ts'
import { fn } from '../graph/fn.ts'
import { variable } from '../graph/variable.ts'
import { TextLoss } from '../losses/text-loss.ts'
import { edgeSystem } from '../prompts/edge.ts'
import { optimize } from '../run/optimize.ts'
import { programProblem } from '../run/program-problem.ts'
import { gradient } from '../strategies/gradient.ts'
import { promptText, scripted } from '../testing/scripted.ts'
import { OptimizerPrompts } from './optimizer-prompts.ts'
import { TGD } from './tgd.ts'

// The language model is simulated. As an optimizer it gets one step further only when told to hurry; told that the inner
// run was slow, it writes that into the optimizer's prompt.
const inner = scripted({
  reply: (request) => {
    if (request.purpose === 'evaluate') return 'more'
    const { tag, value } = request.about!
    return `<${tag}>${value}${promptText(request).includes('Hurry') ? 'xxx' : 'x'}</${tag}>`
  },
})
const outer = scripted({
  reply: (request) => {
    const { tag, value } = request.about!
    return `<${tag}>${promptText(request).includes('slow') ? 'Hurry! ' : ''}${value}</${tag}>`
  },
})

async function innerRun(system: string, steps: number): Promise<string> {
  const word = variable('', { role: 'a word of many x' })
  const optimizer = new TGD([word], { engine: inner, system })
  for (let step = 0; step < steps; step++) {
    optimizer.zeroGrad()
    await (await new TextLoss('Judge.', { engine: inner }).forward(word)).backward()
    await optimizer.step()
  }
  return word.value
}

describe('OptimizerPrompts', () => {
  it('are variables: a prompt of an optimizer is itself optimised by what its runs reach', async () => {
    const problem = programProblem({
      program: () => new OptimizerPrompts(),
      items: { train: [2], validation: [2, 3] },
      predict: (prompts, steps, call) =>
        fn(
          { name: 'inner-run', role: 'what the optimizer reached', codec: text },
          ([update]: readonly [string]) => innerRun(update, steps),
        )([prompts.update], call),
      score: ({ value }, steps) => ({ score: value.length / steps, feedback: 'the optimizer is slow' }),
      loss: (reached, steps, call) =>
        fn(
          {
            name: 'speed',
            role: 'speed',
            codec: text,
            backward: () => [{ kind: 'feedback', text: 'it is slow' }],
          },
          ([word]: readonly [string]) => String(word.length / steps),
        )([reached], call),
    })
    const strategy = gradient(({ parameters }) => new TGD([parameters[0]!], { engine: outer }), {
      engine: scripted({ reply: () => 'the instruction leads to slow steps' }),
    })
    const run = optimize(problem, { strategy, seed: 1, steps: 1 })
    const { value: step } = await run.next()
    expect(step?.best.candidate['update']).toMatch(/^Hurry! You improve one text/)
    expect(step?.best.candidate['backward']).toBe(edgeSystem)
    expect(step?.best.evaluation.score).toBe(3)
  })

  it('replace the system prompts of updates and of backward', async () => {
    const engine = scripted()
    const x = variable('x', { role: 'x' })
    const loss = await new TextLoss('Judge.', { engine }).forward(x)
    const system = variable('Be terse.', { role: 'instruction' })
    await loss.backward({ engine, mode: 'per-edge', system })
    await new TGD([x], { engine, system }).step()
    expect(engine.calls.slice(1).map(({ messages }) => messages[0]?.content)).toEqual([
      'Be terse.',
      'Be terse.',
    ])
  })
})
