/** What the simulator tells a model's script of a request. */
export interface Request {
  readonly text: string
  readonly messages: readonly { readonly role: string; readonly text: string }[]
}

/** A simulated model: what it says to a request. */
export type Model = (request: Request) => string

/** The tag that a request asks to write a new text in; undefined where it asks for something else. */
export const tagOf = ({ messages }: Request): string | undefined =>
  /complete new text between <([\w-]+)> and/.exec(messages.at(-1)!.text)?.[1]

/** So many tokens of prose, as the simulator counts them. */
export const prose = (tokens: number): string =>
  'and still it is not what was asked for; '.repeat(tokens).slice(0, 4 * tokens)
