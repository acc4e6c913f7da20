import { satisfied, type Feedback } from '../graph/gradient.ts'

/** What a model writes when a text needs no change. */
const mark = '<SATISFIED/>'

export const askForMark = `If nothing at all should change, reply with only ${mark}`

/** Reads a model's feedback; a blank reply says nothing. */
export function readFeedback(reply: string): Feedback | undefined {
  const written = reply.trim()
  if (written === '') return undefined
  const bare = written.replace(/^[`"'*\s]+|[`"'*.\s]+$/g, '')
  if (/^<satisfied\s*\/?>(\s*<\/satisfied>)?$/i.test(bare)) return satisfied
  return { kind: 'feedback', text: written }
}
