import { askForMark } from './satisfied.ts'
import { sections, tagged } from './tagged.ts'

/** The system prompt of a critic: the user's instruction, and how to say that all is well. */
export function criticSystem(instruction: string): string {
  return sections(instruction, `${askForMark}.`)
}

/** Several named texts, to be judged together. */
export function fieldsPrompt(fields: readonly { readonly role: string; readonly value: string }[]): string {
  return sections(...fields.map(({ role, value }) => sections(`${role}:`, tagged('field', value))))
}
