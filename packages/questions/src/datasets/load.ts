import type { AnswerFormat } from '../answers/answer-format.ts'
import { choiceAnswer, type Reading } from '../answers/choice-answer.ts'
import type { FormatName } from '../answers/named-format.ts'
import { numberAnswer } from '../answers/number-answer.ts'
import { bbhFormat, bbhTasks, loadBbh, type BbhTask } from './bbh.ts'
import { fetchedFolder } from './fetched.ts'
import { fileOf } from './files.ts'
import { loadGsm8k } from './gsm8k.ts'
import { loadMmlu } from './mmlu.ts'
import { moreFamilies, type Family } from './more-families.ts'
import { loadOwn } from './own.ts'
import { shuffleChoices } from './shuffle-choices.ts'
import {
  bbhSplit,
  gsm8kPlainSplit,
  gsm8kSplit,
  limitSplit,
  seededSplit,
  type QuestionSplit,
} from './split.ts'

/**
 * 'paper' and 'plain' are those of the TextGrad paper's program, 'plain' for GSM8K alone; 'official' are the files of a data
 * set; 'seeded' suits any data that is not split already.
 */
export const splitNames = ['paper', 'plain', 'official', 'seeded'] as const
export type SplitName = (typeof splitNames)[number]

export interface DataSetOptions {
  /** Such as `bbh/<task>`, `gsm8k`, `mmlu/<subject>`, `gpqa/diamond`, `math500` or `own`. */
  readonly data: string
  /** The folder or the file that holds it (default, for data that can be fetched: where `textgrad data get` puts it). */
  readonly from?: string | undefined
  /** Default: 'paper' for BBH and GSM8K, 'official' for SNLI and MedQA, else 'seeded'. */
  readonly split?: SplitName | undefined
  /** Of the split 'seeded', and of the order of choices (default: 0). */
  readonly seed?: number
  /** At most so many questions to train on, to validate with and to test. */
  readonly maxItems?: number | undefined
  /** How answers are read (default: 'strict'). */
  readonly reading?: Reading
  /** How answers of own data are read. */
  readonly format?: FormatName | undefined
  /** 'shuffled' (default): every question has its options in an order of its own. */
  readonly choiceOrder?: 'shuffled' | 'given'
}

export interface DataSetOfQuestions extends QuestionSplit {
  readonly format: AnswerFormat
}

/**
 * Loads a data set that is on this machine, and splits it.
 * @throws TypeError for an unknown name, a split or an option that the data set does not have, a set that was not
 * fetched, or a file that is malformed; RangeError for too few questions. Rejects as Node does for files that can not be
 * read.
 */
export async function loadDataSet(options: DataSetOptions): Promise<DataSetOfQuestions> {
  const { maxItems, seed = 0, choiceOrder = 'shuffled' } = options
  const [family = '', part] = options.data.split(/\/(.*)/s)
  const load = Object.hasOwn(families, family) ? families[family] : undefined
  if (!load) throw unknownName(options.data)
  if (options.format && family !== 'own') {
    throw new TypeError(`Expected a format for own data only: that of ${options.data} is known`)
  }
  const { format, ...whole } = await load({ ...options, seed }, part)
  const split = maxItems === undefined ? whole : limitSplit(whole, maxItems)
  if (choiceOrder === 'given') return { ...split, format }
  const shuffled = (questions: QuestionSplit['train']): QuestionSplit['train'] =>
    questions.map((question) => shuffleChoices(question, seed))
  return {
    train: shuffled(split.train),
    validation: shuffled(split.validation),
    test: shuffled(split.test),
    format,
  }
}

type Options = DataSetOptions & { readonly seed: number }
type Load = (options: Options, part: string | undefined) => Promise<DataSetOfQuestions>

const families: Readonly<Record<string, Load>> = {
  bbh,
  gsm8k,
  mmlu,
  own,
  ...Object.fromEntries(
    Object.entries(moreFamilies).map(([name, family]) => [name, loadFamily(name, family)]),
  ),
}

function loadFamily(name: string, family: Family): Load {
  const { parts = [], isFetched = false, isSplit = false, shuffles } = family
  const known = isSplit ? 'official' : 'seeded'
  return async ({ data, split = known, seed, reading = 'strict', ...options }, part) => {
    if (part !== undefined && !parts.includes(part)) throw unknownName(data)
    refuseOther(data, split, [known])
    if (shuffles !== undefined && options.choiceOrder === 'given') {
      throw new TypeError(`Expected the options of ${data} to be shuffled: ${shuffles}`)
    }
    const from = options.from ?? (isFetched ? await fetchedFolder(name) : undefined)
    if (from === undefined) {
      throw new TypeError(`Expected from, the folder or file that holds ${data}: it is not fetched`)
    }
    const made = await family.split(from, seed, part)
    return { ...made, format: family.format(reading, [...made.train, ...made.validation, ...made.test]) }
  }
}

async function bbh({ data, from, split = 'paper', seed, reading }: Options, part?: string) {
  if (!bbhTasks.includes(part as BbhTask)) throw unknownName(data)
  refuseOther(data, split, ['paper', 'seeded'])
  const task = part as BbhTask
  const format = bbhFormat(task, reading)
  const questions = await loadBbh(from ?? (await fetchedFolder('bbh')), task)
  return { ...(split === 'paper' ? bbhSplit(questions) : seededSplit(questions, { seed })), format }
}

async function gsm8k({ data, split = 'paper', seed, reading, ...options }: Options, part?: string) {
  if (part !== undefined) throw unknownName(data)
  const from = options.from ?? (await fetchedFolder('gsm8k'))
  if ((await fileOf(from, ['train.jsonl'])) === from) {
    throw new TypeError(`Expected ${from} to be the folder that holds train.jsonl and test.jsonl`)
  }
  const [train, test] = await Promise.all([loadGsm8k(from, 'train'), loadGsm8k(from, 'test')])
  const format = numberAnswer({ ...(reading && { reading }) })
  if (split === 'paper') return { ...gsm8kSplit({ train, test }), format }
  if (split === 'plain') return { ...gsm8kPlainSplit({ train, test }), format }
  refuseOther(data, split, ['paper', 'plain', 'seeded'])
  return { ...seededSplit(train, { seed, shares: { train: 0.5, validation: 0.5 } }), test, format }
}

async function mmlu({ data, from, split = 'seeded', seed, reading }: Options, part?: string) {
  if (part === undefined || !/^[a-z_]+$/.test(part)) throw unknownName(data)
  refuseOther(data, split, ['seeded'])
  const format = choiceAnswer({ ...(reading && { reading }) })
  const questions = await loadMmlu(from ?? (await fetchedFolder('mmlu')), part)
  return { ...seededSplit(questions, { seed }), format }
}

async function own({ data, from, split = 'seeded', seed, reading, format }: Options, part?: string) {
  if (part !== undefined) throw unknownName(data)
  refuseOther(data, split, ['seeded'])
  if (from === undefined) throw new TypeError('Expected from, the file that holds the own data')
  const loaded = await loadOwn(from, { format, ...(reading && { reading }) })
  return { ...seededSplit(loaded.questions, { seed }), format: loaded.format }
}

function unknownName(data: string): TypeError {
  return new TypeError(
    `Expected data to be bbh/<task>, gsm8k, mmlu/<subject>, ${Object.keys(moreFamilies).join(', ')} or own, got ${JSON.stringify(data)}; tasks of bbh: ${bbhTasks.join(', ')}`,
  )
}

function refuseOther(data: string, split: SplitName, known: readonly SplitName[]): void {
  if (known.includes(split)) return
  throw new TypeError(`Expected the split of ${data} to be ${known.join(' or ')}, got ${split}`)
}
