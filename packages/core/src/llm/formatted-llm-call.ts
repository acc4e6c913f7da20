import type { Variable } from '../graph/variable.ts'
import type { Call } from '../run/call.ts'
import { converse } from './conversation.ts'
import { asDemonstrations, type Demonstration } from './demonstrations.ts'
import { asVariable, type LlmCallOptions } from './llm-call.ts'
import { Module } from './module.ts'

export interface FormattedLlmCallOptions extends LlmCallOptions {
  /** The prompt, with a `{field}` for each input; `{{` and `}}` stand for braces. */
  readonly template: string
}

type Piece = { readonly text: string } | { readonly field: string }

/**
 * A call of a language model whose prompt is put together from named variables, each of which can be trained.
 * @throws TypeError for a template with an unclosed brace.
 */
export class FormattedLlmCall extends Module {
  readonly fields: readonly string[]
  readonly #options: FormattedLlmCallOptions
  readonly system: Variable | undefined
  readonly examples: Variable<readonly Demonstration[]> | undefined
  readonly #pieces: readonly Piece[]

  constructor(options: FormattedLlmCallOptions) {
    super()
    this.#options = options
    this.system = options.system === undefined ? undefined : asVariable(options.system, 'system prompt')
    this.examples = asDemonstrations(options.examples)
    this.#pieces = parseTemplate(options.template)
    this.fields = [...new Set(this.#pieces.flatMap((piece) => ('field' in piece ? [piece.field] : [])))]
  }

  /** @throws TypeError when the inputs are not exactly the template's fields. */
  async forward(inputs: Readonly<Record<string, Variable<any>>>, call?: Call): Promise<Variable> {
    const given = Object.keys(inputs)
    const wrong = [
      ...this.fields.filter((field) => !given.includes(field)).map((field) => `${field} is missing`),
      ...given
        .filter((field) => !this.fields.includes(field))
        .map((field) => `${field} is not in the template`),
    ]
    if (wrong.length > 0) throw new TypeError(`The inputs do not fit the template: ${wrong.join(', ')}`)
    const { engine, role, sampling } = this.#options
    return converse(
      {
        name: 'formatted-llm-call',
        purpose: 'forward',
        engine,
        sampling,
        role: role ?? 'response of the language model',
        inputs: [this.system, this.examples, ...this.fields.map((field) => inputs[field]!)].filter(
          (one) => one !== undefined,
        ),
        system: this.system?.render(),
        examples: this.examples,
        asked: this.#pieces.map((piece) => ('text' in piece ? piece.text : inputs[piece.field]!)),
      },
      call,
    )
  }
}

function parseTemplate(template: string): Piece[] {
  const pieces: Piece[] = []
  const pattern = /\{\{|\}\}|\{([A-Za-z_][\w-]*)\}|[{}]/g
  let end = 0
  for (const match of template.matchAll(pattern)) {
    if (match.index > end) pieces.push({ text: template.slice(end, match.index) })
    end = match.index + match[0].length
    if (match[1] !== undefined) pieces.push({ field: match[1] })
    else if (match[0].length === 2) pieces.push({ text: match[0][0]! })
    else {
      throw new TypeError(
        `Expected every brace of the template to enclose a field name or to be doubled, at character ${match.index}`,
      )
    }
  }
  if (end < template.length) pieces.push({ text: template.slice(end) })
  return pieces
}
