import { choiceAnswer, majorityVote, type Question } from '@textgrad/questions'

import { mean } from '../spread.ts'
import type { ArmContext, LiveExperiment, LiveFigure, Outcome, TrialSpec } from './experiment.ts'
import { answering } from './pretence.ts'
import { acceptedAfter } from './read-run.ts'

export interface AnsweringExperiment {
  readonly name: string
  readonly summary: string
  /** How many questions there are. */
  readonly questions: number
  /** All of them, in their order. */
  readonly load: (context: ArmContext) => Promise<readonly Question[]>
  /** Accuracies of table 2 of the paper, in percent. */
  readonly paper: { readonly zeroShot: number; readonly vote: number }
  /** How many were right after each update, in the outputs that were recorded. */
  readonly recorded: readonly [number, number, number]
}

const updates = 3
const source = 'table 2'
const options = 4

/**
 * Section 3.2 of the paper: the first answer is criticised and rewritten three times, and all four answers vote. Its first
 * answer is the zero-shot one, so that one arm has both.
 */
export function answeringExperiment(experiment: AnsweringExperiment): LiveExperiment {
  const { name, summary, load, paper, recorded, questions } = experiment
  return {
    name,
    summary,
    arms: [
      {
        name: 'textgrad',
        summary: `zero-shot with reasoning, then ${updates} updates by criticism; all ${updates + 1} answers vote`,
        async run(context) {
          const asked = (await load(context)).slice(0, context.limit)
          return context.trials(context.seeds.flatMap((seed) => asked.map((one) => trialOf(one, seed))))
        },
      },
    ],
    pretence: answering('B'),
    figures({ textgrad = [] }, { seeds, limit = Number.POSITIVE_INFINITY }) {
      const of = questions
      const answered = textgrad.map(answersOf)
      const percent = (isRight: (one: Answered) => boolean): number =>
        100 * mean(answered.map((one) => Number(isRight(one))))
      const about = { n: Math.min(answered.length / seeds.length, limit), of }
      return [
        { figure: 'zero-shot, right %', paper: paper.zeroShot, source, ours: percent(rightAt(0)), ...about },
        ...recorded.map((right, index): LiveFigure => ({
          figure: `update ${index + 1}, right %`,
          paper: Number(((100 * right) / of).toFixed(2)),
          source: 'its recorded outputs',
          ours: percent(rightAt(index + 1)),
          ...about,
        })),
        {
          figure: 'majority vote, right %',
          paper: paper.vote,
          source,
          ours: percent(isVotedRight),
          ...about,
        },
      ]
    },
  }
}

function trialOf({ id, question, choices = [], answer }: Question, seed: number): TrialSpec {
  return {
    task: 'question',
    case: `question ${id}`,
    config: { question, choices, answer },
    steps: updates,
    seed,
    // As in the paper every revision replaces the one before, also one without an answer that can be read.
    gate: 'always',
  }
}

/** The right answer to a question, and what was answered at zero-shot and after each update. */
interface Answered {
  readonly right: string
  readonly given: readonly (string | undefined)[]
}

const format = choiceAnswer({ options })

function answersOf({ spec, events }: Outcome): Answered {
  const given = Array.from({ length: updates + 1 }, (_, step) =>
    format.parse(acceptedAfter(events, step).candidate['solution']!),
  )
  return { right: spec.config['answer'] as string, given }
}

function rightAt(step: number): (one: Answered) => boolean {
  return ({ right, given }) => given[step] === right
}

/** As in the paper, replies without an answer vote too, and of several that are given most often the first is taken. */
function isVotedRight({ right, given }: Answered): boolean {
  return majorityVote(given) === right
}
