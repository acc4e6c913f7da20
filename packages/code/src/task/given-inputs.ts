import type { Value } from '../codec/value.ts'
import { PythonCursor } from '../tests/python-cursor.ts'
import { NoLiteral, readLiteral } from '../tests/python-literal.ts'
import type { PropertyTest } from '../tests/test.ts'

export type Given = Pick<PropertyTest, 'inputs' | 'cases' | 'seed'>

/** What `@given` says besides the inputs. */
const settings = ['cases', 'seed']

export const isGiven = (decorator: string): boolean => /^@given\s*\(/.test(decorator)

/**
 * The inputs of a property, from its decorator `@given(xs={"type": "list", ...}, cases=200, seed=7)`; undefined where it has none.
 * @throws TypeError for what is not written in literals
 */
export function givenOf(decorators: readonly string[], name: string): Given | undefined {
  const text = decorators.find(isGiven)
  if (text === undefined) return undefined
  const all = argumentsOf(text, name)
  const entries = (wanted: (key: string) => boolean) => Object.fromEntries(all.filter(([key]) => wanted(key)))
  // What fits and what does not, is checked with the test.
  return {
    inputs: entries((key) => !settings.includes(key)) as Given['inputs'],
    ...(entries((key) => settings.includes(key)) as Omit<Given, 'inputs'>),
  }
}

function argumentsOf(text: string, name: string): [string, unknown][] {
  const cursor = new PythonCursor(text)
  const found: [string, unknown][] = []
  try {
    cursor.match(/@given\s*\(/y)
    while (!cursor.take(')')) {
      cursor.space()
      const [key] = cursor.match(/[\p{ID_Start}_][\p{ID_Continue}]*(?=\s*=)/uy) ?? []
      if (key === undefined || !cursor.take('=')) throw new NoLiteral()
      found.push([key, plain(readLiteral(cursor))])
      if (!cursor.take(',') && !cursor.sees(')')) throw new NoLiteral()
    }
  } catch (cause) {
    if (!(cause instanceof NoLiteral)) throw cause
    throw new TypeError(
      `Expected @given of ${name} to be names and literals, such as xs={"type": "list", "of": {"type": "integer"}}, got ${text.slice(0, 200)}`,
      { cause },
    )
  }
  return found
}

/** A description as JSON has it: 6.0 is a bound like any other. Values of one-of stay what they are. */
function plain(value: Value): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(plain)
  if ('$float' in value || '$tuple' in value)
    return '$float' in value ? value.$float : (value as { $tuple: readonly Value[] }).$tuple.map(plain)
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [
      key,
      key === 'values' && Array.isArray(part) ? part : plain(part),
    ]),
  )
}
