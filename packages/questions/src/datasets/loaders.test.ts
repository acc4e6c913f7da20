import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

import { sharedPath } from '@textgrad/host/testing'
import { describe, expect, it } from 'vitest'

import { bbhFormat, bbhTasks, loadBbh } from './bbh.ts'
import { fileWith } from './folder.test.support.ts'
import { loadGsm8k } from './gsm8k.ts'
import { loadMmlu } from './mmlu.ts'
import { loadOwn } from './own.ts'

/** What a loader says of a file with this content, without the file's path. */
async function complaint(
  load: (file: string) => Promise<unknown>,
  name: string,
  content: string,
): Promise<string> {
  const file = fileWith(name, content)
  const error = await load(file).then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(TypeError)
  const { message } = error as Error
  expect(message).toContain(file)
  return message.replace(file, name)
}

const lines = (...rows: unknown[]): string =>
  rows.map((row) => (typeof row === 'string' ? row : JSON.stringify(row))).join('\n')

describe('loadBbh', () => {
  const load = (file: string) => loadBbh(file, 'object_counting')

  it('names the file, the row and the rule', async () => {
    const name = 'counting.json'
    expect(await complaint(load, name, '{')).toMatch(/^counting\.json, as a whole: expected JSON: /)
    expect(await complaint(load, name, '{"examples":[]}')).toBe(
      'counting.json, as a whole: expected { "examples": [{ "input": ..., "target": ... }] }',
    )
    expect(await complaint(load, name, '{"examples":[{"input":"How many?","target":4}]}')).toBe(
      'counting.json, examples[0]: expected "target" to be a text that is not blank, got 4',
    )
    const second = '{"examples":[{"input":"a","target":"4"},{"input":"b","target":"four"}]}'
    expect(await complaint(load, name, second)).toBe(
      'counting.json, examples[1]: expected "target" to be an answer of object_counting (number), got "four"',
    )
  })

  it('says what is missing', async () => {
    const folder = dirname(fileWith('other.json', ''))
    await expect(load(folder)).rejects.toThrow(
      new TypeError(`${folder} holds no object_counting.json and no bbh/object_counting.json`),
    )
    await expect(load(join(folder, 'nothing'))).rejects.toMatchObject({ code: 'ENOENT' })
  })
})

const bbh = sharedPath('data/bbh')
describe.skipIf(!bbh)('BIG-Bench Hard', () => {
  it('is 27 tasks with 6,511 questions, each with an answer of its kind but three', async () => {
    const all = await Promise.all(
      bbhTasks.map(async (task) => ({ format: bbhFormat(task), questions: await loadBbh(bbh!, task) })),
    )
    expect(all).toHaveLength(27)
    expect(all.reduce((sum, { questions }) => sum + questions.length, 0)).toBe(6511)
    const without = all.flatMap(({ format, questions }) =>
      questions.filter(({ answer }) => format.read(answer) === undefined),
    )
    expect(without.map(({ id }) => id)).toEqual(['163', '99', '144'])
  })

  it('sorts words as its answers do', async () => {
    const format = bbhFormat('word_sorting')
    for (const { question, answer } of await loadBbh(bbh!, 'word_sorting')) {
      const words = question.split('List: ')[1]!.split(' ')
      // Python's order, which is that of the code points.
      const sorted = words.toSorted((a, b) => (a < b ? -1 : 1))
      expect(format.parse(`Answer: ${sorted.join(', ')}`)).toBe(format.read(answer))
    }
  })
})

describe('loadGsm8k', () => {
  const load = (file: string) => loadGsm8k(file, 'train')

  it('takes what follows the mark for the answer', async () => {
    const row = { question: 'How much?', answer: '3 * 5 = <<3*5=15>>15\n#### 1,015 ' }
    expect(await load(fileWith('train.jsonl', `${lines(row)}\n\n`))).toEqual([
      { id: 'train-0', question: 'How much?', answer: '1,015' },
    ])
  })

  it('names the file, the line and the rule', async () => {
    const row = { question: 'How much?', answer: 'It is 15.' }
    expect(await complaint(load, 'train.jsonl', lines('', row))).toBe(
      'train.jsonl, line 2: expected "answer" to end with "#### " and a number, got "It is 15."',
    )
    expect(await complaint(load, 'train.jsonl', lines('', '', { answer: '#### 1' }))).toBe(
      'train.jsonl, line 3: expected "question" to be a text that is not blank, got nothing',
    )
    expect(await complaint(load, 'train.jsonl', lines('{"question"'))).toMatch(/^train\.jsonl, line 1: expec/)
    expect(await complaint(load, 'train.jsonl', '\n')).toBe('train.jsonl, line 1: expected at least one row')
  })
})

describe('loadMmlu', () => {
  const load = (file: string) => loadMmlu(file, 'physics')

  it('takes letters and numbers, with a header or without', async () => {
    const choices = ['1, 2', '3', '4', '5']
    const file = fileWith('header.csv', 'question,choice0,choice1,choice2,choice3,answer\nq,"1, 2",3,4,5,2\n')
    expect(await load(file)).toEqual([{ id: '0', question: 'q', answer: 'C', choices }])
    expect(await load(fileWith('bare.csv', '"q\n2","1, 2",3,4,5,D\r\n'))).toEqual([
      { id: '0', question: 'q\n2', answer: 'D', choices },
    ])
  })

  it('names the file, the line and the rule', async () => {
    const good = '"a question\non two lines",1,2,3,4,A\n'
    expect(await complaint(load, 'p.csv', `${good}q,1,2,3,4,E\n`)).toBe(
      'p.csv, line 3: expected the answer to be A to D or 0 to 3, got "E"',
    )
    expect(await complaint(load, 'p.csv', `${good}q,1,2,3,A\n`)).toBe(
      'p.csv, line 3: expected 6 columns (question, four options, answer), got 5',
    )
    expect(await complaint(load, 'p.csv', `${good}q,1,,3,4,A\n`)).toBe(
      'p.csv, line 3: expected a question and options that are not blank',
    )
    expect(await complaint(load, 'p.csv', `${good}q,"1\n`)).toMatch(/^p\.csv, line \d: Quote Not Closed/)
    expect(await complaint(load, 'p.csv', 'question,a,b,c,d,answer\n')).toBe(
      'p.csv, line 2: expected at least one row',
    )
  })
})

describe('loadOwn', () => {
  it('reads JSON lines and CSV, and finds out how answers are read', async () => {
    const numbers = await loadOwn(fileWith('own.csv', 'answer,note,question\n-1.5,x,How warm?\n'))
    expect(numbers).toMatchObject({
      questions: [{ id: '0', question: 'How warm?', answer: '-1.5' }],
      format: { name: 'number' },
    })
    const texts = fileWith('own.jsonl', lines({ question: 'q', answer: '1' }, { question: 'r', answer: 'x' }))
    expect((await loadOwn(texts)).format.name).toBe('text')
    expect((await loadOwn(texts, { format: 'words' })).format.name).toBe('words')
  })

  it('takes the answer to a question with choices as its letter or in full', async () => {
    const rows = [
      { question: 'q', answer: 'blue', choices: ['red', 'blue', 'green'] },
      { question: 'r', answer: 'A', choices: ['red', 'blue'] },
    ]
    const { questions, format } = await loadOwn(fileWith('choices.jsonl', lines(...rows)))
    expect(questions.map(({ answer }) => answer)).toEqual(['B', 'A'])
    expect([format.name, format.parse('Answer: C')]).toEqual(['choice', 'C'])
  })

  it('names the file, the line and the rule', async () => {
    const good = { question: 'q', answer: 'B', choices: ['red', 'blue'] }
    const rules: [string, string][] = [
      [
        lines(good, { ...good, answer: 'C' }),
        'line 2: expected "answer" to be one of the choices or its letter, got "C"',
      ],
      [
        lines(good, { ...good, choices: ['red'] }),
        'line 2: expected "choices" to be 2 to 26 texts, got ["red"]',
      ],
      [lines(good, { question: 'q', answer: 'B' }), 'line 2: expected "choices", as other rows have them'],
      [lines('[]'), 'line 1: expected "question" to be a text that is not blank, got nothing'],
      [
        lines({ question: 'q', answer: 4 }),
        'line 1: expected "answer" to be a text that is not blank, got 4',
      ],
    ]
    for (const [content, rule] of rules) {
      expect(await complaint(loadOwn, 'own.jsonl', content)).toBe(`own.jsonl, ${rule}`)
    }
    const asNumbers = (file: string) => loadOwn(file, { format: 'number' })
    expect(await complaint(asNumbers, 'own.csv', 'question,answer\nq,1\nr,two\n')).toBe(
      'own.csv, line 3: expected "answer" to be read as number, got "two"',
    )
    expect(await complaint(loadOwn, 'own.csv', 'question,reply\nq,1\n')).toBe(
      'own.csv, line 1: expected a column answer; there are question, reply',
    )
    expect(await complaint(loadOwn, 'own.txt', '')).toBe('Expected own.txt to end in .jsonl or .csv')
  })

  it('touches nothing before it is called', async () => {
    const nowhere = join(mkdtempSync(join(tmpdir(), 'textgrad-empty-')), 'own.jsonl')
    await expect(loadOwn(nowhere)).rejects.toMatchObject({ code: 'ENOENT' })
  })
})
