import { choiceAnswer, judge, majorityVote } from '@textgrad/questions'
import { z } from 'zod'

import type { Counted } from '../figure.ts'

/** What the paper's program kept of a question: the zero-shot answer, three revisions, and what it made of them. */
export const predictions = z.object({
  predictions: z.array(z.string()).length(5),
  answer: z.string(),
})
export type Predictions = z.infer<typeof predictions>

const format = choiceAnswer({ reading: 'paper' })
const stages = ['zero-shot', 'update 1', 'update 2', 'update 3', 'majority vote']

/**
 * How many are right at zero-shot, after each update, and by majority vote: each answer is read from its text as the paper's
 * program read it, and the vote is taken anew.
 */
export function rightAtEachStage(recorded: readonly Predictions[]): readonly number[] {
  const right = recorded.map(({ predictions: replies, answer }) => {
    const given = replies.slice(0, 4)
    const voted = majorityVote(given.map((reply) => format.parse(reply)))
    const single = given.map((reply) => judge(format, reply, answer).outcome === 'right')
    return [...single, voted !== undefined && voted === format.read(answer)]
  })
  return stages.map((_, at) => right.filter((one) => one[at]).length)
}

/** How many votes come out as they were recorded. */
export function sameVotes(recorded: readonly Predictions[]): number {
  return recorded.filter(({ predictions: replies }) => {
    const given = replies.slice(0, 4).map((reply) => format.parse(reply))
    return majorityVote(given) === format.parse(replies[4]!)
  }).length
}

/** The figures of the stages, such as "majority vote, of 198". */
export function stageFigures(of: string, ours: readonly number[], expected: readonly number[]): Counted[] {
  return stages.map((stage, at) => ({
    figure: `right: ${stage}, of ${of}`,
    expected: expected[at]!,
    ours: ours[at]!,
  }))
}
