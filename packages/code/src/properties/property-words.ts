import { pythonText } from '../codec/python-text.ts'
import type { Value } from '../codec/value.ts'
import { shownText } from '../sandbox/untrusted-text.ts'
import type { PropertyTest } from '../tests/test.ts'
import type { Verdict } from '../verdict.ts'

/** How much of a value or of code is shown, characters. */
const most = 500

/** What a property test claims, in words and code. */
export function propertyWords({ inputs, where, ...test }: PropertyTest): string {
  const names = Object.keys(inputs).join(', ')
  const result =
    test.function === undefined || test.reference !== undefined ? '' : `${resultWords(test, names)}, `
  const condition = where === undefined ? '' : ` where ${shownText(where, most)}`
  return `for all ${names}${condition}: ${result}${claimOf(test, names)}`
}

const resultWords = ({ function: name }: Pick<PropertyTest, 'function'>, names: string): string =>
  `with result = ${name}(${names})`

function claimOf({ property, check, function: name }: Omit<PropertyTest, 'inputs'>, names: string): string {
  if (property !== undefined) return shownText(property, most)
  if (check !== undefined) return 'the test code does not fail'
  return `${name}(${names}) gives what the reference gives`
}

/** For which inputs it does not hold. */
export function counterexampleWords({ counterexample, cases }: Verdict): readonly string[] {
  if (!counterexample) return []
  const { inputs, shrinks } = counterexample
  const tried = `found with the inputs number ${cases}`
  const smaller = shrinks === 0 ? 'they could not be made smaller' : `made smaller in ${shrinks} steps`
  return [
    `does not hold for ${inputs.map(({ name, value }) => `${name} = ${valueWords(value)}`).join(', ')}`,
    `(${tried}, ${smaller})`,
  ]
}

const valueWords = (value: Value): string => shownText(pythonText(value), most)
