import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

import { sharedPath } from '@textgrad/host/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { recomputed, recordedExperiments } from './experiments.ts'

let copy = ''
beforeEach(() => {
  copy = mkdtempSync(join(tmpdir(), 'textgrad-changed-'))
})
afterEach(() => rmSync(copy, { recursive: true }))

/** One change in one recorded file, and what comes out otherwise by it. */
interface Change {
  readonly experiment: string
  readonly file: string
  readonly change: (content: string) => string
  readonly becomes: Readonly<Record<string, number>>
}

const json = (change: (content: any) => void) => (content: string) => {
  const value: unknown = JSON.parse(content)
  change(value)
  return JSON.stringify(value)
}

/** The second answer of the first question that is answered rightly at every stage becomes another one. */
const otherUpdate = json((entries) => {
  const entry: any = Object.values(entries).find(({ answer, predictions }: any) =>
    predictions.every((reply: string) => reply.endsWith(`Answer: ${answer}`)),
  )
  entry.predictions[1] = `Answer: ${entry.answer === 'A' ? 'B' : 'A'}`
})

/** The first right prediction becomes a refusal. */
const refusal = json(({ outputs }) => {
  const right = outputs.find(({ prediction, target }: any) => prediction.replace(/\.$/, '').endsWith(target))
  right.prediction = 'I can not tell.'
})

/** The first solution of the first model that was judged right. */
const firstSolution = /("6b_finetuning": \{"is_correct": true, "solution": ")(?:[^"\\]|\\.)*"/

const changes: readonly Change[] = [
  {
    experiment: 'gpqa',
    file: 'textgrad-results/gpqa_labels.json',
    change: json((labels) => {
      const right = labels.find(({ matches }: any) => matches.every(([one]: string[]) => one === 'Answer: C'))
      right.matches[0] = ['Answer: D']
    }),
    becomes: { 'right: zero-shot, of 198': 100 },
  },
  {
    experiment: 'mmlu-ml',
    file: 'textgrad-results/mmlu_machine_learning_predictions.json',
    change: otherUpdate,
    becomes: { 'right: update 1, of 112 prompts': 93 },
  },
  {
    experiment: 'mmlu-physics',
    file: 'textgrad-results/mmlu_college_physics_predictions.json',
    change: otherUpdate,
    becomes: { 'right: update 1, of 91 prompts': 85, 'right: update 1, of 102 rows': 96 },
  },
  {
    experiment: 'leetcode',
    file: 'textgrad-results/textgrad_run.csv',
    // The first program of this seed that was right is a last one.
    change: (content) => content.replace(',17,True,', ',17,False,'),
    becomes: {
      'TextGrad, solved with seed 17': 15,
      'TextGrad, completion rate': 0.3526,
      'TextGrad, standard error of 4 seeds': 0.0123,
    },
  },
  {
    experiment: 'reflexion',
    file: 'textgrad-results/reflexion_labels.json',
    change: json((labels) => {
      labels.find((one: any) => one.seed === 15 && one.is_solved).is_solved = false
    }),
    becomes: {
      'solved with seed 15, of 39': 13,
      'completion rate': 0.3026,
      'standard error of 5 seeds': 0.015,
    },
  },
  {
    experiment: 'object-counting',
    file: 'bbh-recorded-outputs/cot_object_counting_few_shot_template_0-255000.json',
    change: refusal,
    becomes: { 'code-davinci-002, cot, accuracy in % of 250': 92.8 },
  },
  {
    experiment: 'word-sorting',
    file: 'bbh-recorded-outputs/direct_word_sorting_few_shot_template_0-255000.json',
    change: refusal,
    becomes: { 'code-davinci-002, direct, accuracy in % of 250': 50 },
  },
  {
    experiment: 'gsm8k',
    file: 'gsm8k-recorded-outputs/example_model_solutions.jsonl',
    change: (content) => content.replace(firstSolution, '$1I can not tell."'),
    becomes: { 'right: 6b_finetuning, of 1319': 285, 'judged as recorded': 5275 },
  },
]

const shared = sharedPath('data')
describe.skipIf(!shared)('a changed record changes the figures that it is in, and no other', () => {
  it('of every experiment', () => {
    expect(changes.map(({ experiment }) => experiment)).toEqual(recordedExperiments.map(({ name }) => name))
  })

  it.each(changes.map((one) => [one.experiment, one] as const))(
    '%s',
    async (name, { file, change, becomes }) => {
      link(shared!, copy)
      const folder = join(copy, dirname(file))
      rmSync(folder)
      mkdirSync(folder)
      link(join(shared!, dirname(file)), folder)
      rmSync(join(copy, file))
      writeFileSync(join(copy, file), change(readFileSync(join(shared!, file), 'utf8')))
      const experiment = recordedExperiments.find((one) => one.name === name)!
      const figures = await recomputed(experiment, { data: copy })
      const others = figures.filter(({ match }) => !match).map(({ figure, ours }) => [figure, ours])
      expect(Object.fromEntries(others)).toEqual(becomes)
    },
  )
})

/** A link in a folder to everything in another one. */
function link(from: string, to: string): void {
  for (const name of readdirSync(from)) symlinkSync(join(from, name), join(to, name))
}
