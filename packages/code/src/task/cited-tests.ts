import type { CitationKind } from '@textgrad/core'

/** A name that no sentence has by chance: with a digit, an underscore or quotes. */
const named =
  /\btests?(?:\s+(?:case|number|no\.?))?\s+#?(?:[`"']([^`"'\n]+)[`"']|((?=[\w./:-]*[\d_])[\w./:-]*\w))/gi
const asFunctions = /\btest_\w+/gi

/** The tests that a text speaks of: `Test 7`, `the test "empty list"`, `test_negative`. */
export function testsCitedIn(text: string): readonly string[] {
  const cited = [...text.matchAll(named)].map(([, quoted, bare]) => quoted ?? bare!)
  return [...cited, ...(text.match(asFunctions) ?? [])].map(plain)
}

/** Tests that feedback on a program may speak of: those that may be shown, by their ids. */
export function citedTests(ids: readonly string[]): CitationKind {
  const there = new Set(ids.flatMap((id) => [plain(id), ...testsCitedIn(`test ${id}`)]))
  return { kind: 'tests', find: testsCitedIn, known: (cited) => cited.filter((one) => there.has(one)) }
}

function plain(name: string): string {
  return name.trim().toLowerCase()
}
