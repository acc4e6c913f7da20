import type { Random } from '@textgrad/core'

import { editedPrograms } from './rules/all-edits.ts'

/** The programs that one edit of the syntax tree makes of a Python program, in an order drawn at random. */
export function* programMoves(source: string, random: Random): Generator<string> {
  for (const { source: text } of random.shuffle(editedPrograms(source))) yield text
}
