import type { Variable } from '../graph/variable.ts'
import { askForMark } from './satisfied.ts'
import { freeTag, sections } from './tagged.ts'

/** The system prompt of a critic: the user's instruction, and how to say that all is well. */
export function criticSystem(instruction: string): string {
  return sections(instruction, `${askForMark}.`)
}

/** Several named values, to be judged together; images stay in their places. */
export function fieldPieces(
  values: readonly Variable<any>[],
  roles: readonly string[],
): readonly (string | Variable<any>)[] {
  return values.flatMap((value, index) => {
    const tag = freeTag('field', [value.render()])
    return [`${index === 0 ? '' : '\n\n'}${roles[index]!}:\n\n<${tag}>\n`, value, `\n</${tag}>`]
  })
}

/** What a critic of answers to multiple-choice questions is told unless the user says otherwise. */
export const multiChoiceInstruction = `You are shown a multiple-choice question and somebody's answer to it. \
Examine the answer critically: check every step and every fact that it relies on, name what is doubtful or missing, \
and say which options were dismissed too easily. Do not solve the question yourself and do not name the right option.`

/** What a critic of answers about images is told unless the user says otherwise. */
export const imageQaInstruction = `You are shown an image, a question about it and somebody's answer. Judge whether \
what the answer says can be seen in the image, and whether it answers the question. Name each thing that was misread, \
overlooked or invented. Do not answer the question yourself.`

/** Asks for parts of an evaluation between tags, so that a program can read them. */
export function tagsPrompt(tags: readonly string[]): string {
  return `Write each of these between its own tags: ${tags.map((tag) => `<${tag}>...</${tag}>`).join(', ')}.`
}
