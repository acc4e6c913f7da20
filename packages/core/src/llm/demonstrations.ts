import { json, type Codec } from '../codec.ts'
import { ParseError } from '../errors.ts'
import { constant, type Variable } from '../graph/variable.ts'
import type { Json } from '../json.ts'

/** A worked example: what went in, and a good reply to it. */
export interface Demonstration {
  readonly input: string
  readonly output: string
}

/** A list of demonstrations, written as JSON: `[{ "input": ..., "output": ... }]`. */
export const demonstrations: Codec<readonly Demonstration[]> = {
  ...(json(check) as unknown as Codec<readonly Demonstration[]>),
  name: 'demonstrations',
}

function check(value: Json): Json {
  if (!Array.isArray(value)) throw new ParseError('Expected a JSON array of demonstrations')
  return value.map((one: Json, index) => {
    const { input, output } = (one ?? {}) as Record<string, unknown>
    if (typeof input !== 'string' || typeof output !== 'string') {
      throw new ParseError(`Expected demonstration ${index} to have the texts "input" and "output"`)
    }
    return { input, output }
  })
}

/** Given examples, or none, as a variable. */
export function asDemonstrations(
  given: readonly Demonstration[] | Variable<readonly Demonstration[]> | undefined,
): Variable<readonly Demonstration[]> | undefined {
  if (!given || 'codec' in given) return given
  return constant(given, { role: 'worked examples', codec: demonstrations })
}
