import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, describe, expect, it } from 'vitest'

import { judge } from '../answers/answer-format.ts'
import { loadDocVqa } from './docvqa.ts'
import { loadGpqa } from './gpqa.ts'
import { loadDataSet } from './load.ts'
import { loadMath500 } from './math500.ts'
import { loadMedQa } from './medqa.ts'
import { loadMultiArith } from './multiarith.ts'
import { loadSnli } from './snli.ts'
import { loadStrategyQa } from './strategyqa.ts'

const root = mkdtempSync(join(tmpdir(), 'textgrad-more-sets-'))
afterAll(() => rmSync(root, { recursive: true }))

let folders = 0
/** A folder with these files: made up rows in the schema that each data set documents. */
function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = join(root, String(folders++))
  mkdirSync(folder)
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content)
  return folder
}

const lines = (rows: readonly unknown[]): string => rows.map((row) => JSON.stringify(row)).join('\n')
const many = <T>(make: (index: number) => T, count = 40): T[] =>
  Array.from({ length: count }, (_, at) => make(at))

/** What is said of a file, without the path of its folder. */
async function complaint(loaded: Promise<unknown>): Promise<string> {
  const error = await loaded.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(TypeError)
  return (error as Error).message.replace(/^\S*\//, '')
}

describe('GPQA', () => {
  const header = 'Record ID,Question,Correct Answer,Incorrect Answer 1,Incorrect Answer 2,Incorrect Answer 3'
  const rows = many((at) => `r${at},"Which is ${at}, rightly?",right ${at},wrong a,wrong b,wrong c`)
  const from = () => folderWith({ 'gpqa_diamond.csv': `${header}\n${rows.join('\n')}\n` })

  it('is read with the right option first', async () => {
    expect((await loadGpqa(from()))[1]).toEqual({
      id: '1',
      question: 'Which is 1, rightly?',
      answer: 'A',
      choices: ['right 1', 'wrong a', 'wrong b', 'wrong c'],
    })
  })

  it('has its options shuffled, each question for itself, so that no letter is always right', async () => {
    const loaded = await loadDataSet({ data: 'gpqa/diamond', from: from(), seed: 42 })
    const all = [...loaded.train, ...loaded.validation, ...loaded.test]
    expect(all).toHaveLength(40)
    for (const { answer, choices } of all) expect(choices!['ABCD'.indexOf(answer)]).toMatch(/^right/)
    expect(new Set(all.map(({ answer }) => answer)).size).toBe(4)
    expect(loaded.format.name).toBe('choice')
    const given = loadDataSet({ data: 'gpqa', from: from(), choiceOrder: 'given' })
    expect(await complaint(given)).toContain('Expected the options of gpqa to be shuffled')
  })

  it('says what is wrong', async () => {
    const main = folderWith({ 'gpqa_main.csv': 'Question,Answer\nq,a\n' })
    expect(await complaint(loadGpqa(main, 'main'))).toBe(
      'gpqa_main.csv, line 1: expected a column Correct Answer',
    )
    const blank = folderWith({ 'gpqa_diamond.csv': `${header}\nr,q,a,b,,d\n` })
    expect(await complaint(loadGpqa(blank))).toBe(
      'gpqa_diamond.csv, line 2: expected a question and four answers that are not blank',
    )
    expect(await complaint(loadDataSet({ data: 'gpqa' }))).toBe(
      'Expected from, the folder or file that holds gpqa: it is not fetched',
    )
  })
})

describe('MATH-500', () => {
  it('is read, split, and its values are compared', async () => {
    const row = (at: number) => ({
      problem: `What is ${at}/7?`,
      solution: '',
      answer: `\\dfrac{${at}}{7}`,
      subject: 'Algebra',
      level: 1,
      unique_id: `test/${at}`,
    })
    const from = folderWith({ 'test.jsonl': lines(many(row)) })
    expect((await loadMath500(from))[3]).toEqual({
      id: '3',
      question: 'What is 3/7?',
      answer: '\\dfrac{3}{7}',
    })
    const { train, format } = await loadDataSet({ data: 'math500', from, maxItems: 2 })
    expect(train).toHaveLength(2)
    const { answer } = train[0]!
    expect(judge(format, `So $\\boxed{${answer.replace('d', '')}}$.`, answer).outcome).toBe('right')
    expect(judge(format, 'I do not know.', answer).outcome).toBe('unparsed')
    const blank = folderWith({ 'test.jsonl': lines([{ problem: 'x', answer: '$$' }]) })
    expect(await complaint(loadMath500(blank))).toBe(
      'test.jsonl, line 1: expected "answer" to be a value, got "$$"',
    )
    await expect(loadDataSet({ data: 'math500', from, reading: 'paper' })).rejects.toThrow(TypeError)
  })
})

describe('SNLI', () => {
  const pair = (label: string) => ({ gold_label: label, sentence1: 'A dog runs.', sentence2: 'It rests.' })

  it('leaves out what the annotators did not agree on, and keeps its parts', async () => {
    const content = lines([pair('-'), pair('contradiction')])
    const from = folderWith({
      'snli_1.0_train.jsonl': content,
      'snli_1.0_dev.jsonl': content,
      'snli_1.0_test.jsonl': content,
    })
    const { train, validation, test, format } = await loadDataSet({ data: 'snli', from })
    expect([train, validation, test].map(([one]) => one!.id)).toEqual(['train-1', 'dev-1', 'test-1'])
    expect(train[0]!.question).toMatch(/^Premise: A dog runs\.\nHypothesis: It rests\./)
    expect(judge(format, 'Answer: Contradiction.', train[0]!.answer).outcome).toBe('right')
    expect(judge(format, 'Answer: I can not say', train[0]!.answer).outcome).toBe('unparsed')
  })

  it('says what is wrong', async () => {
    const dev = (...rows: unknown[]) => loadSnli(folderWith({ 'snli_1.0_dev.jsonl': lines(rows) }), 'dev')
    expect(await complaint(dev(pair('maybe')))).toBe(
      'snli_1.0_dev.jsonl, line 1: expected "gold_label" to be entailment, neutral, contradiction or -, got "maybe"',
    )
    expect(await complaint(dev(pair('-')))).toMatch(/expected at least one row with a label$/)
    expect(await complaint(dev({ gold_label: 'neutral', sentence1: 'x' }))).toMatch(/expected "sentence2"/)
  })
})

describe('MedQA', () => {
  const row = { question: 'Which drug?', answer: 'x', options: { A: 'v', B: 'w', C: 'x' }, answer_idx: 'C' }

  it('takes its options by letter, and its parts as they are', async () => {
    const rows = lines(many((at) => ({ ...row, question: `Which drug, ${at}?` }), 5))
    const from = folderWith({ 'train.jsonl': rows, 'dev.jsonl': rows, 'test.jsonl': rows })
    const loaded = await loadDataSet({ data: 'medqa', from, choiceOrder: 'given' })
    const { train, validation, test, format } = loaded
    expect([train.length, validation.length, test.length]).toEqual([5, 5, 5])
    expect(train[0]).toEqual({
      id: 'train-0',
      question: 'Which drug, 0?',
      answer: 'C',
      choices: ['v', 'w', 'x'],
    })
    expect([format.parse('Answer: C'), format.parse('Answer: D')]).toEqual(['C', undefined])
  })

  it('says what is wrong', async () => {
    const test = (content: unknown) => loadMedQa(folderWith({ 'test.jsonl': lines([content]) }), 'test')
    expect(await complaint(test({ ...row, options: { A: 'v', C: 'x' } }))).toMatch(
      /expected "options" to be texts by letters from A on/,
    )
    expect(await complaint(test({ ...row, answer_idx: 'D' }))).toMatch(
      /expected "answer_idx" to be the letter/,
    )
  })
})

describe('StrategyQA', () => {
  it('answers yes or no, and keeps its test questions apart', async () => {
    const rows = (part: string) =>
      JSON.stringify(many((at) => ({ question: `${part} ${at}?`, answer: at % 2 > 0 })))
    const from = folderWith({ 'train.json': rows('train'), 'dev.json': rows('dev') })
    const { train, validation, test, format } = await loadDataSet({ data: 'strategyqa', from })
    expect(train.length + validation.length).toBe(40)
    expect(test.map(({ id }) => id)).toEqual(many((at) => `dev-${at}`))
    expect(test.slice(0, 2).map(({ answer }) => answer)).toEqual(['no', 'yes'])
    expect(judge(format, 'It is so.\nAnswer: Yes', 'yes').outcome).toBe('right')
    const wrong = folderWith({ 'train.json': '[{"question":"q","answer":"yes"}]' })
    expect(await complaint(loadStrategyQa(wrong, 'train'))).toBe(
      'train.json, [0]: expected "answer" to be true or false, got "yes"',
    )
  })
})

describe('MultiArith', () => {
  it('has one number for an answer', async () => {
    const row = (at: number) => ({ iIndex: at, sQuestion: ` How many of ${at}? `, lSolutions: [at + 0.5] })
    const from = folderWith({ 'MultiArith.json': JSON.stringify(many(row)) })
    expect((await loadMultiArith(from))[2]).toEqual({ id: '2', question: 'How many of 2?', answer: '2.5' })
    const { format } = await loadDataSet({ data: 'multiarith', from, reading: 'paper' })
    expect(format.parse('It is 2.5')).toBe('2')
    const wrong = folderWith({ 'MultiArith.json': '[{"sQuestion":"q","lSolutions":[1,2]}]' })
    expect(await complaint(loadMultiArith(wrong))).toBe(
      'MultiArith.json, [0]: expected "lSolutions" to be one number, got [1,2]',
    )
  })
})

describe('DocVQA', () => {
  const row = {
    questionId: 7,
    question: 'What date?',
    image: 'documents/a_1.png',
    answers: ['1/8/93', '8 Jan'],
  }
  const load = (content: unknown) => loadDocVqa(folderWith({ 'val_v1.0.json': JSON.stringify(content) }))

  it('is read with the file of the page and all right answers', async () => {
    const [question] = await load({ dataset_name: 'docvqa', data: [row] })
    expect(question).toMatchObject({ id: '7', question: 'What date?', answers: ['1/8/93', '8 Jan'] })
    expect(question!.image.startsWith(root)).toBe(true)
    expect(question!.image.endsWith('documents/a_1.png')).toBe(true)
  })

  it('says what is wrong', async () => {
    expect(await complaint(load({}))).toMatch(/as a whole: expected \{ "data"/)
    expect(await complaint(load({ data: [{ ...row, answers: [] }] }))).toMatch(
      /expected "answers" to be texts/,
    )
    for (const image of ['../a.png', '/etc/a.png'])
      expect(await complaint(load({ data: [{ ...row, image }] }))).toMatch(/a path within the folder/)
  })
})
