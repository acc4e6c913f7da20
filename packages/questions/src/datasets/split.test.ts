import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { sharedPath } from '@textgrad/host/testing'
import { describe, expect, it } from 'vitest'

import { numberAnswer } from '../answers/number-answer.ts'
import type { Question } from '../question.ts'
import { fileWith } from './folder.test.support.ts'
import { loadGsm8k } from './gsm8k.ts'
import { loadDataSet } from './load.ts'
import { loadMmlu } from './mmlu.ts'
import { pythonShuffle } from './python-shuffle.ts'
import { shuffleChoices } from './shuffle-choices.ts'
import { bbhSplit, gsm8kPlainSplit, gsm8kSplit, limitSplit, seededSplit } from './split.ts'

const made = (count: number): Question[] =>
  Array.from({ length: count }, (_, index) => ({
    id: `${index}`,
    question: `What is ${index}?`,
    answer: '1',
  }))

const ids = (questions: readonly Question[]): string[] => questions.map(({ id }) => id)

describe('pythonShuffle', () => {
  it('gives the order of CPython 3.11', () => {
    const first = (seed: number, count: number) => pythonShuffle([...Array(count).keys()], seed).slice(0, 10)
    expect(first(0, 100)).toEqual([23, 8, 11, 7, 48, 13, 1, 91, 94, 54])
    expect(first(12345, 100)).toEqual([63, 19, 83, 87, 88, 28, 8, 76, 46, 59])
    expect(first(2 ** 32 - 1, 100)).toEqual([58, 3, 84, 29, 71, 47, 49, 13, 87, 91])
    expect(first(1, 7)).toEqual([3, 6, 5, 2, 0, 4, 1])
    expect(() => pythonShuffle([], -1)).toThrow(RangeError)
  })
})

const gsm8k = sharedPath('data/gsm8k')
describe.skipIf(!gsm8k)('GSM8K', () => {
  const number = numberAnswer()
  const sum = (questions: readonly Question[]): number =>
    questions.reduce((total, { answer }) => total + Number(number.read(answer)), 0)

  it('is split as in the paper: 200, 300 and 1,319 in the order of Python', async () => {
    const { train, validation, test } = await loadDataSet({ data: 'gsm8k', from: gsm8k! })
    const places = (questions: readonly Question[]) => ids(questions).map((id) => Number(id.split('-')[1]))
    const reference = JSON.parse(readFileSync(join(gsm8k!, 'dspy_split.json'), 'utf8'))
    expect(places(train)).toEqual(reference.train)
    expect(places(validation)).toEqual(reference.val)
    expect(places(test)).toEqual(reference.test)
    expect([train.length, validation.length, test.length]).toEqual([200, 300, 1319])
    expect([sum(train), sum(validation)]).toEqual([1_288_224, 1_294_862])
    expect(test[0]!.question).toMatch(/^Amber, Micah, and Ahito ran 52 miles/)
  })

  it('has the other split of the paper’s program', async () => {
    const split = await loadDataSet({ data: 'gsm8k', from: gsm8k!, split: 'plain' })
    expect([split.train.length, split.validation.length, split.test.length]).toEqual([7373, 100, 300])
    expect([split.train[0]!.id, split.validation[99]!.id, split.test[299]!.id]).toEqual([
      'train-100',
      'train-99',
      'test-299',
    ])
    const official = { train: await loadGsm8k(gsm8k!, 'train'), test: await loadGsm8k(gsm8k!, 'test') }
    expect(ids(gsm8kPlainSplit(official).test)).toEqual(ids(split.test))
    expect(sum(gsm8kSplit(official).test)).toBe(sum(official.test))
  })

  it('trains on and validates with the official training file alone where the split is seeded', async () => {
    const split = await loadDataSet({ data: 'gsm8k', from: gsm8k!, split: 'seeded', seed: 4 })
    expect(split.train.length + split.validation.length).toBe(7473)
    expect(ids(split.test)).toEqual(ids(await loadGsm8k(gsm8k!, 'test')))
  })

  it('needs both files', async () => {
    const from = join(gsm8k!, 'train.jsonl')
    await expect(loadDataSet({ data: 'gsm8k', from })).rejects.toThrow(
      `Expected ${from} to be the folder that holds train.jsonl and test.jsonl`,
    )
  })
})

const bbh = sharedPath('data/bbh')
describe.skipIf(!bbh)('BBH', () => {
  it('is split as in the paper: 50, 100 and the rest in the order of the file', async () => {
    const split = await loadDataSet({ data: 'bbh/object_counting', from: bbh! })
    expect([split.train.length, split.validation.length, split.test.length]).toEqual([50, 100, 100])
    expect(ids([...split.train, ...split.validation, ...split.test])).toEqual(ids(made(250)))
    expect(bbhSplit(made(146)).test).toHaveLength(0)
  })

  it('D43: a limit holds for every part', async () => {
    const { train, validation, test } = await loadDataSet({
      data: 'bbh/word_sorting',
      from: bbh!,
      maxItems: 7,
    })
    expect([train.length, validation.length, test.length]).toEqual([7, 7, 7])
    expect([train[6]!.id, validation[0]!.id, test[0]!.id]).toEqual(['6', '50', '150'])
  })
})

describe('seededSplit', () => {
  const questions = made(1000)

  it('has about its shares, each question in one part', () => {
    const { train, validation, test } = seededSplit(questions, { seed: 1 })
    expect(train.length).toBeGreaterThan(160)
    expect(train.length).toBeLessThan(240)
    expect(validation.length).toBeGreaterThan(350)
    expect(validation.length).toBeLessThan(450)
    expect(ids([...train, ...validation, ...test]).toSorted()).toEqual(ids(questions).toSorted())
  })

  it('moves no question when others come, go or change places, and another seed splits otherwise', () => {
    const trained = ids(seededSplit(questions, { seed: 1 }).train)
    const fewer = questions.filter((_, index) => index % 2 === 0).toReversed()
    expect(ids(seededSplit(fewer, { seed: 1 }).train).toReversed()).toEqual(
      trained.filter((id) => Number(id) % 2 === 0),
    )
    expect(ids(seededSplit(questions, { seed: 2 }).train)).not.toEqual(trained)
  })

  it('never has the same question on both sides', () => {
    const twice = [...questions, ...questions.map((one) => ({ ...one, id: `${one.id} again` }))]
    const split = seededSplit(twice, { seed: 3 })
    const texts = [split.train, split.validation, split.test].map(
      (part) => new Set(part.map(({ question }) => question)),
    )
    expect(texts.reduce((sum, { size }) => sum + size, 0)).toBe(1000)
  })

  it('says when a part stays empty, and refuses shares that are no parts of 1', () => {
    expect(() => seededSplit(made(1), { seed: 1 })).toThrow(
      /^Expected questions enough for every part, got 1, of which none is for (train|validation)/,
    )
    for (const shares of [
      { train: 0, validation: 0.5 },
      { train: 0.8, validation: 0.3 },
    ])
      expect(() => seededSplit(questions, { seed: 1, shares })).toThrow(RangeError)
  })

  it('is limited by a whole number from 1 up', () => {
    const split = seededSplit(questions, { seed: 1 })
    expect(ids(limitSplit(split, 3).train)).toEqual(ids(split.train).slice(0, 3))
    expect(() => limitSplit(split, 0)).toThrow(
      new RangeError('Expected maxItems to be a whole number from 1 up, got 0'),
    )
  })
})

describe('shuffleChoices', () => {
  const choices = ['one', 'two', 'three', 'four']
  const questions = made(400).map((one): Question => ({ ...one, answer: 'C', choices }))

  it('D39: every question has an order of its own, and the letters are spread', () => {
    const shuffled = questions.map((question) => shuffleChoices(question, 42))
    const orders = new Set(shuffled.map(({ choices }) => choices!.join()))
    expect(orders.size).toBe(24)
    for (const letter of ['A', 'B', 'C', 'D']) {
      const count = shuffled.filter(({ answer }) => answer === letter).length
      expect(count).toBeGreaterThan(75)
      expect(count).toBeLessThan(125)
    }
  })

  it('keeps the right option right', () => {
    for (const { answer, choices } of questions.map((question) => shuffleChoices(question, 7)))
      expect(choices!['ABCD'.indexOf(answer)]).toBe('three')
  })

  it('depends on the seed and the question alone', () => {
    const alone = shuffleChoices(questions[17]!, 42)
    expect(questions.toReversed().map((one) => shuffleChoices(one, 42))[400 - 18]).toEqual(alone)
    const bySeed = new Set(
      Array.from({ length: 50 }, (_, seed) => shuffleChoices(questions[17]!, seed).answer),
    )
    expect(bySeed.size).toBe(4)
    const [plain] = made(1)
    expect(shuffleChoices(plain!, 42)).toBe(plain)
  })
})

const mmlu = sharedPath('data/mmlu')
describe.skipIf(!mmlu)('MMLU', () => {
  it('D39: has its options shuffled, each question for itself, unless they are to stay', async () => {
    const load = async (choiceOrder: 'given' | 'shuffled') => {
      const { train, validation, test } = await loadDataSet({
        data: 'mmlu/machine_learning',
        from: mmlu!,
        choiceOrder,
      })
      return [...train, ...validation, ...test].toSorted((a, b) => Number(a.id) - Number(b.id))
    }
    const given = await load('given')
    expect(given).toEqual(await loadMmlu(mmlu!, 'machine_learning'))
    const shuffled = await load('shuffled')
    const share = (letter: string) => shuffled.filter(({ answer }) => answer === letter).length / 112
    for (const letter of ['A', 'B', 'C', 'D']) {
      expect(share(letter)).toBeGreaterThan(0.15)
      expect(share(letter)).toBeLessThan(0.35)
    }
    for (const [index, { answer, choices }] of shuffled.entries()) {
      const before = given[index]!
      expect(choices!['ABCD'.indexOf(answer)]).toBe(before.choices!['ABCD'.indexOf(before.answer)])
    }
  })
})

describe('loadDataSet', () => {
  it.each([
    [
      { data: 'gsm9k' },
      'mmlu/<subject>, gpqa, math500, snli, medqa, strategyqa, multiarith or own, got "gsm9k"',
    ],
    [{ data: 'constructor' }, 'got "constructor"'],
    [{ data: 'bbh' }, 'got "bbh"; tasks of bbh: boolean_expressions, '],
    [{ data: 'mmlu/../x' }, 'got "mmlu/../x"'],
    [{ data: 'own/x' }, 'got "own/x"'],
    [
      { data: 'bbh/word_sorting', split: 'plain' as const },
      'Expected the split of bbh/word_sorting to be paper or seeded, got plain',
    ],
    [{ data: 'mmlu/x', split: 'paper' as const }, 'Expected the split of mmlu/x to be seeded, got paper'],
    [
      { data: 'bbh/word_sorting', reading: 'paper' as const },
      "Expected the reading 'strict' for answers that are words",
    ],
    [{ data: 'gsm8k', format: 'text' as const }, 'Expected a format for own data only'],
  ])('refuses %j', async (options, message) => {
    await expect(loadDataSet({ from: '/nowhere', ...options })).rejects.toThrow(message)
    await expect(loadDataSet({ from: '/nowhere', ...options })).rejects.toBeInstanceOf(TypeError)
  })

  it('loads own data', async () => {
    const rows = made(40).map(({ question }, index) => JSON.stringify({ question, answer: String(index) }))
    const from = fileWith('own.jsonl', rows.join('\n'))
    const set = await loadDataSet({ data: 'own', from, seed: 1 })
    expect(set.format.name).toBe('number')
    expect(set.train.length + set.validation.length + set.test.length).toBe(40)
  })
})
