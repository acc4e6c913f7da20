/** How the answers to a kind of question are asked for, read from replies and compared. */
export interface AnswerFormat {
  readonly name: string
  /** Tells a model how to end its reply. */
  readonly ask: string
  /**
   * The answer that a reply gives, in a form that is equal for equal answers; undefined where it gives none. That is an
   * outcome of its own: neither a zero nor a wrong answer.
   */
  parse(reply: string): string | undefined
  /** A right answer, as a data set writes it, in the same form; undefined where it is none of this kind. */
  read(answer: string): string | undefined
}

export type Outcome = 'right' | 'wrong' | 'unparsed'

export interface Judgement {
  readonly outcome: Outcome
  /** What the reply was read as; undefined for 'unparsed'. */
  readonly parsed: string | undefined
}

/**
 * Compares the answer that a reply gives with the right one.
 * @throws TypeError for a right answer that is none in this format: every reply would be wrong.
 */
export function judge(format: AnswerFormat, reply: string, answer: string): Judgement {
  const right = format.read(answer)
  if (right === undefined) {
    throw new TypeError(
      `Expected the right answer to be one that is read as ${format.name}, got ${JSON.stringify(answer)}`,
    )
  }
  const parsed = format.parse(reply)
  if (parsed === undefined) return { outcome: 'unparsed', parsed }
  return { outcome: parsed === right ? 'right' : 'wrong', parsed }
}
