import { checkedValue } from '../codec/codec.ts'
import { checkedProperty } from '../properties/checked-property.ts'
import type { Language } from '../sandbox/sandbox.ts'
import type { Test } from './test.ts'

/**
 * @throws TypeError for no tests, blank or repeated ids, and properties that are none, naming the field and the rule; CodecError for
 * values that are no data
 */
export function checkedTests(tests: readonly Test[], language: Language): void {
  if (tests.length === 0) throw new TypeError('tests must hold at least one test: none would say nothing')
  const ids = new Set<string>()
  for (const test of tests) {
    if (test.id.trim() === '') throw new TypeError('a test must have an id')
    if (ids.has(test.id)) throw new TypeError(`two tests have the id ${test.id}`)
    ids.add(test.id)
    if (test.kind === 'property') checkedProperty(test, language)
    if (test.kind !== 'call') continue
    checkedValue(test.call.args)
    checkedValue(test.expected)
  }
}
