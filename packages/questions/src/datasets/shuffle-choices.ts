import { random } from '@textgrad/core'

import { lettersOf, questionText, type Question } from '../question.ts'

/**
 * The question with its options in another order, and the letter of the right one. The order comes from the seed and
 * the question itself: every question has its own, whatever others there are. One without choices stays as it is.
 */
export function shuffleChoices(question: Question, seed: number): Question {
  const { choices, answer } = question
  if (!choices) return question
  const letters = lettersOf(choices.length)
  const order = random(seed, `choices/${questionText(question)}`).shuffle([...choices.keys()])
  return {
    ...question,
    choices: order.map((place) => choices[place]!),
    answer: letters[order.indexOf(letters.indexOf(answer))]!,
  }
}
