import {
  bootstrapFewShot,
  gradient,
  noWorse,
  optimize,
  rootCall,
  TGD,
  validateConfig,
  type Problem,
} from '@textgrad/core'
import { promptText, scripted } from '@textgrad/core/testing'
import { sharedPath } from '@textgrad/host/testing'
import { describe, expect, it } from 'vitest'

import { loadBbh } from './datasets/bbh.ts'
import { paperBatches } from './datasets/paper-batches.ts'
import { prompt } from './prompt-task.ts'
import type { Question } from './question.ts'

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

  it('trains on the batches of the paper’s program where that is asked for', async () => {
    const rows = await loadBbh(from!, 'object_counting')
    const place = new Map(rows.map(({ question }, at) => [question, at]))
    const batches: (number | undefined)[][] = []
    // The language model is simulated: it gives no answer, so that every step has something to say, and every prompt ties.
    const engine = scripted({
      reply: (request) => {
        const { purpose, about, path } = request
        if (purpose === 'backward') return 'The prompt should say more.'
        if (purpose === 'update') return `<${about!.tag}>Prompt of ${path}</${about!.tag}>`
        return 'There are some objects.'
      },
    })
    const config = await validateConfig(prompt.config, {
      data: 'bbh/object_counting',
      from,
      batches: 'paper',
    })
    await using problem = await prompt.setup(config, { engine })
    const noting: Problem<any> = {
      ...problem,
      items: { ...problem.items!, validation: problem.items!.validation.slice(0, 1) },
      build: (candidate) => {
        const objective = problem.build(candidate)
        const loss: typeof objective.loss = (questions: any, call) => {
          batches.push(questions.map(({ question }: Question) => place.get(question)))
          return objective.loss(questions, call)
        }
        return { ...objective, loss }
      },
    }
    const strategy = gradient(({ parameters }) => new TGD(parameters, { engine }))
    const running = optimize(noting, { strategy, seed: 7, steps: 13, gate: noWorse })
    for await (const { accepted } of running) expect(accepted).toHaveLength(1)
    expect(batches).toEqual([...paperBatches(50), [13, 39, 30]])
  })

  it('refuses the paper’s batches for fewer questions than they use', async () => {
    const words = { data: 'bbh/object_counting', from, batches: 'paper', maxItems: 11 }
    const config = await validateConfig(prompt.config, words)
    await expect(prompt.setup(config, { engine: scripted() })).rejects.toThrow(
      'Expected at least 12 items, which is what an epoch uses, got 11',
    )
  })

  it('judges prompts on the test questions where that is asked for', async () => {
    const config = await validateConfig(prompt.config, {
      data: 'bbh/object_counting',
      from,
      judge: 'test',
      maxItems: 3,
    })
    await using problem = await prompt.setup(config, { engine: scripted() })
    expect(problem.items!.validation).toEqual((await loadBbh(from!, 'object_counting')).slice(150, 153))
  })

  it('looks for worked examples where it is given some to start from, with labels of the questions', async () => {
    const shown: (string | undefined)[] = []
    // The language model is simulated: it copies the last answer that it is shown.
    const engine = scripted({
      reply: ({ messages }) => {
        const last = messages.findLast(({ role }) => role === 'assistant')?.content as string | undefined
        shown.push(last)
        return last ?? 'There are some objects.'
      },
    })
    const words = { data: 'bbh/object_counting', from, demonstrations: '[]', maxItems: 4 }
    const config = await validateConfig(prompt.config, words)
    await using problem = await prompt.setup(config, { engine })
    expect(problem.start).toEqual({ demonstrations: '[]' })
    const strategy = bootstrapFewShot({ labelled: 1, bootstrapped: 1, candidates: 0 })
    for await (const { best } of optimize(problem, { strategy, seed: 1, steps: 3 }))
      expect(best.candidate).not.toHaveProperty('prompt')
    expect(shown.slice(0, 4)).toEqual([undefined, undefined, undefined, undefined])
    expect(new Set(shown.slice(4).map((said) => said?.replace(/\d+/, '')))).toEqual(new Set(['Answer: ']))
  })

  it('refuses worked examples that are none', async () => {
    const words = { data: 'bbh/object_counting', from, demonstrations: '[{"input": "1 + 1"}]' }
    const config = await validateConfig(prompt.config, words)
    await expect(prompt.setup(config, { engine: scripted() })).rejects.toThrow(
      'Expected demonstrations to be a JSON array of worked examples: Expected demonstration 0 to have the texts "input" and "output"',
    )
  })
})
