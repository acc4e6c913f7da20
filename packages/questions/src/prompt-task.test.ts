import { gradient, optimize, rootCall, TGD, validateConfig } from '@textgrad/core'
import { promptText, scripted } from '@textgrad/core/testing'
import { sharedPath } from '@textgrad/host/testing'
import { describe, expect, it } from 'vitest'

import { loadBbh } from './datasets/bbh.ts'
import { prompt } from './prompt-task.ts'

const from = sharedPath('data/bbh')
describe.skipIf(!from)('the task prompt on object counting', () => {
  it('finds the hint that makes the model right, in one step of the paper’s setting', async () => {
    const hint = 'Count every object as often as it is there.'
    const answers = new Map(
      (await loadBbh(from!, 'object_counting')).map(({ question, answer }) => [question, answer]),
    )
    // The language model is simulated: it knows the answers, and gives them only where its prompt has the hint.
    const engine = scripted({
      reply: (request) => {
        const { purpose, about } = request
        if (purpose === 'backward') return `The prompt should say: ${hint}`
        if (purpose === 'update') {
          const hinted = about!.feedback.every(({ text }) => text.includes(hint))
          return `<${about!.tag}>${about!.value}${hinted ? ` ${hint}` : ''}</${about!.tag}>`
        }
        const [system, question] = promptText(request).split('\n\n')
        return system!.includes(hint) ? `Answer: ${answers.get(question!)}` : 'There are some objects.'
      },
    })
    const config = await validateConfig(prompt.config, { data: 'bbh/object_counting', from })
    await using problem = await prompt.setup(config, { engine })
    expect([problem.items!.train.length, problem.items!.validation.length]).toEqual([50, 100])
    const strategy = gradient(({ parameters }) => new TGD(parameters, { engine }))
    const scores = []
    for await (const { tried, best } of optimize(problem, { strategy, seed: 1, target: 1 })) {
      scores.push(...tried.map(({ evaluation }) => evaluation.metrics))
      expect(best.candidate['prompt']).toContain(hint)
    }
    expect(scores).toEqual([{ accuracy: 1, unparsed: 0 }])
    const start = await problem.build(problem.start).evaluate([...problem.items!.validation], rootCall())
    expect(start.metrics).toEqual({ accuracy: 0, unparsed: 1 })
    // The start and the new prompt on all of validation and the start again above; a batch of three in between.
    expect([engine.count('forward'), engine.count('backward'), engine.count('update')]).toEqual([303, 3, 1])
  })
})
