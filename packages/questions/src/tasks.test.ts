import { rootCall, validateConfig, type Task } from '@textgrad/core'
import { scripted, taskContract } from '@textgrad/core/testing'
import { describe, expect, it, test } from 'vitest'

import { fileWith } from './datasets/folder.test.support.ts'
import { prompt } from './prompt-task.ts'
import { question } from './question-task.ts'
import { questionTasks } from './tasks.ts'

const rows = Array.from({ length: 30 }, (_, index) =>
  JSON.stringify({ question: `${index}?`, answer: 'yes' }),
)
const from = fileWith('own.jsonl', rows.join('\n'))

// The language model is simulated: it never answers yes, and so every answer is wrong.
const engine = () => scripted({ latency: 1 })

describe.each([
  [question as Task, { question: 'What is 2 + 2?', format: 'text' }],
  [question as Task, { question: 'What is 2 + 2?', choices: ['3', '4'], answer: '4' }],
  [prompt as Task, { data: 'own', from, maxItems: 4 }],
])('the task $name with %j', (task, config) => {
  test.for(taskContract(task, { config, engine }))('$name', { timeout: 60_000 }, async (check) => {
    await expect(check.run()).resolves.toBeUndefined()
  })

  it('needs an engine, and says so', async () => {
    const valid = await validateConfig(task.config, config)
    await expect(task.setup(valid, {})).rejects.toThrow(
      new TypeError(`The task ${task.name} needs an engine, such as openai(...), to answer questions`),
    )
  })
})

describe('their configurations', () => {
  const refused = async (task: Task, config: object): Promise<unknown> => {
    try {
      return await task.setup(await validateConfig(task.config, config), { engine: engine() })
    } catch (error) {
      expect(error).toBeInstanceOf(TypeError)
      return (error as Error).message
    }
  }

  it.each([
    [question, {}, 'question: expected a question'],
    [question, { question: '' }, 'question: expected a question'],
    [question, { question: 'q', choices: ['one'] }, 'choices: expected none or at least two options'],
    [
      question,
      { question: 'q', format: 'choice' },
      'Expected the format choice with choices and only then, got choice',
    ],
    [
      question,
      { question: 'q', choices: ['a', 'b'], format: 'text' },
      'Expected the format choice with choices and only then, got text',
    ],
    [
      question,
      { question: 'q', choices: ['a', 'b'], answer: 'C', start: 'x' },
      'Expected the right answer to be one that is read as choice, got "C"',
    ],
    [prompt, {}, 'data: expected the name of a data set, such as bbh/object_counting'],
    [prompt, { data: 'own' }, 'Expected from, the file that holds the own data'],
  ])('%o refuses %j', async (task, config, message) => {
    expect(await refused(task as Task, config)).toBe(message)
  })

  it('have a help text for every key', () => {
    for (const { config } of questionTasks) {
      const { properties } = config['~standard'].jsonSchema.input({ target: 'draft-2020-12' })
      for (const property of Object.values(properties as Record<string, { description?: string }>))
        expect(property.description).toMatch(/\w/)
    }
  })

  it('takes the right answer in full or as its letter', async () => {
    const evaluate = async (answer: string) => {
      const config = { question: 'q', choices: ['a', 'b'], answer, start: 'Answer: B' }
      await using problem = await question.setup(await validateConfig(question.config, config), {
        engine: engine(),
      })
      return (await problem.build(problem.start).evaluate([], rootCall())).metrics
    }
    expect(await evaluate('b')).toEqual({ revisions: 0, unparsed: 0, correct: 1 })
    expect(await evaluate('A')).toEqual({ revisions: 0, unparsed: 0, correct: 0 })
  })
})
