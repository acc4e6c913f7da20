import type { Codec } from '../codec.ts'
import { ParseError } from '../errors.ts'
import type { Variable } from '../graph/variable.ts'
import { readTagged } from '../optimizers/reply.ts'
import { tagsPrompt } from '../prompts/evaluate.ts'
import { sections } from '../prompts/tagged.ts'
import { MultiFieldEvaluation, type MultiFieldOptions } from './multi-field-evaluation.ts'

type Parsed<Tags extends Readonly<Record<string, Codec<any>>>> = {
  readonly [K in keyof Tags]: Tags[K] extends Codec<infer T> ? T : never
}

export interface MultiFieldTokenParsedOptions<
  Tags extends Readonly<Record<string, Codec<any>>>,
> extends MultiFieldOptions {
  /** What the evaluation is to hold between tags, and how each is read: `{ accuracy: number }`. */
  readonly tags: Tags
}

/** A loss in words over several values that also holds values for programs, such as a score between tags. */
export class MultiFieldTokenParsedEvaluation<
  Tags extends Readonly<Record<string, Codec<any>>>,
> extends MultiFieldEvaluation {
  readonly #tags: Tags

  constructor(instruction: string | Variable, options: MultiFieldTokenParsedOptions<Tags>) {
    super(instruction, options)
    this.#tags = options.tags
  }

  /** @throws ParseError when a tag is missing, empty or not what its codec reads. */
  async parse(evaluation: Variable): Promise<Parsed<Tags>> {
    const read: Record<string, unknown> = {}
    for (const [tag, codec] of Object.entries(this.#tags)) {
      try {
        read[tag] = await codec.parse(readTagged(evaluation.value, tag).text)
      } catch (cause) {
        if (!(cause instanceof ParseError)) throw cause
        throw new ParseError(`The evaluation can not be read: ${cause.message}`, { cause })
      }
    }
    return read as Parsed<Tags>
  }

  protected override system(): string {
    return sections(super.system(), tagsPrompt(Object.keys(this.#tags)))
  }
}
