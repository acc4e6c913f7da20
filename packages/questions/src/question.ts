/** A question with its right answer. */
export interface Question {
  /** Unique in its data set. */
  readonly id: string
  readonly question: string
  /** As the data set writes it; with choices, the letter of the right one. */
  readonly answer: string
  /** The options that are shown as A) to at most Z), where the question does not list them itself. */
  readonly choices?: readonly string[]
}

/** The letters of so many options. */
export function lettersOf(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => String.fromCharCode(65 + index))
}

/** The question as a model sees it, with its options. */
export function questionText({ question, choices = [] }: Pick<Question, 'question' | 'choices'>): string {
  if (choices.length === 0) return question
  const letters = lettersOf(choices.length)
  return `${question}\n\n${choices.map((choice, index) => `${letters[index]!}) ${choice}`).join('\n')}`
}
