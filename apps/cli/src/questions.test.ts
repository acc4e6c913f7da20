import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import type { RunEvent } from '@textgrad/core'
import { describe, expect, it } from 'vitest'

import { folder, simulatedModel, textgrad, type Ended } from './typed.test.support.ts'

const endOf = ({ out }: Ended): RunEvent => JSON.parse(out.trim().split('\n').at(-1)!) as RunEvent

// The model is simulated: it answers every request with one text.
describe('tasks that need a model', () => {
  it('run question improves an answer and reports whether it is right', { timeout: 30_000 }, async () => {
    await using model = await simulatedModel('Eight.\nAnswer: B')
    const words = ['--question', 'How many legs?', '--choices', 'six', '--choices', 'eight', '--answer', 'B']
    const engine = ['--engine', 'openai:small', '--base-url', model.url]
    const start = ['--start', 'Six.\nAnswer: A']
    const ended = await textgrad('run', 'question', ...words, ...start, '--steps', '1', ...engine, '--json')
    expect(ended).toMatchObject({ code: 0, err: '' })
    expect(endOf(ended)).toMatchObject({
      type: 'run-end',
      status: 'done',
      best: {
        value: 'Eight.\nAnswer: B',
        score: 1,
        metrics: { revisions: 1, unparsed: 0, correct: 1 },
      },
      spent: { calls: 2 },
    })
    // The critique and the update; without a start, the first answer comes before them.
    expect(model.asked).toHaveLength(2)
    expect(await textgrad('run', 'question', ...words, '--steps', '0', ...engine)).toMatchObject({ code: 0 })
    expect(model.asked).toHaveLength(3)
    for (const asked of model.asked) expect(asked).toContain('How many legs?\\n\\nA) six\\nB) eight')
  })

  it('run prompt scores a prompt on a file of questions', { timeout: 30_000 }, async () => {
    const rows = Array.from({ length: 40 }, (_, index) => `What is ${index} + 4?,${index + 4}`)
    await writeFile(join(folder, 'sums.csv'), ['question,answer', ...rows].join('\n'))
    await using model = await simulatedModel('Answer: 8')
    const words = ['--data', 'own', '--from', 'sums.csv', '--prompt', 'Add.', '--max-items', '3']
    const engine = ['--engine', 'openai:small', '--base-url', model.url]
    const ended = await textgrad('run', 'prompt', ...words, '--steps', '1', ...engine, '--json')
    expect(ended).toMatchObject({ code: 0, err: '' })
    expect(endOf(ended)).toMatchObject({
      type: 'run-end',
      best: { value: 'Add.', metrics: { accuracy: 0, unparsed: 0 } },
    })
    // Three to validate with before and after, three to train on; feedback on these and an update.
    expect(model.asked).toHaveLength(3 + 3 + 3 + 1 + 3)
    const shown = await textgrad('run', 'prompt', ...words, '--steps', '1', ...engine)
    expect(shown.out).toMatch(/^Score 0; accuracy 0, unparsed 0$/m)
  })

  it.each([
    [['run', 'question'], 'question: expected a question'],
    [['run', 'question', '--question', 'q'], 'The task question needs a model: --engine openai:<model>'],
    [['run', 'prompt', '--data', 'bbh', '--from', '.'], 'The task prompt needs a model'],
    [['run', 'prompt', '--format', 'x'], '--format must be one of choice, number, words, text, got "x"'],
    [['score', 'prompt'], 'Unknown task "prompt"'],
  ])('%j: one line, exit 2', { timeout: 20_000 }, async (args, message) => {
    const { code, out, err } = await textgrad(...args)
    expect(err).toContain(message)
    expect(err.trim().split('\n')).toHaveLength(1)
    expect({ code, out }).toEqual({ code: 2, out: '' })
  })

  it('show in their help what an example needs', { timeout: 20_000 }, async () => {
    const exampleIn = async (task: string): Promise<string | undefined> =>
      /^Example: (.*)$/m.exec((await textgrad('run', task, '--help')).out)?.[1]
    expect(await exampleIn('question')).toBe(
      "textgrad run question --question 'Is 391 a prime?' --engine openai:gpt-5-mini --steps 5 --seed 1",
    )
    expect(await exampleIn('prompt')).toBe(
      'textgrad run prompt --data bbh/object_counting --from bbh --engine openai:gpt-5-mini --steps 5 --seed 1',
    )
  })
})
