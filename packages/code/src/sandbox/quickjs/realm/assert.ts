/**
 * `assert` for test code, after Node.js's module: a failure throws an AssertionError, and is kept in `failures` even where
 * nobody notices the throw, as in a promise that is not waited for.
 */
export const realmAssert = String.raw`
class AssertionError extends Error {
  constructor(message) {
    super(message)
    this.name = "AssertionError"
  }
}
const failures = new Set()

function fail(message, otherwise) {
  if (message instanceof Error) throw keep(message)
  throw keep(new AssertionError(message === undefined ? otherwise : String(message)))
}

function keep(error) {
  failures.add(error)
  return error
}

const words = (value) => shown(value, 1)

/** Equality of what values hold: strict as Object.is has it, or loose as == has it. */
function equalDeeply(a, b, strict, seen = []) {
  if (strict ? Object.is(a, b) : a == b || (a !== a && b !== b)) return true
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false
  if (seen.some(([x, y]) => x === a && y === b)) return true
  const inner = (x, y) => equalDeeply(x, y, strict, [...seen, [a, b]])
  if (strict && Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false
  if (Object.prototype.toString.call(a) !== Object.prototype.toString.call(b)) return false
  if (a instanceof Map) return equalMaps(a, b, inner)
  if (a instanceof Set) return a.size === b.size && [...a].every((one) => b.has(one) || [...b].some((other) => inner(one, other)))
  if (a instanceof Date || Object(a.valueOf()) !== a) return inner(a.valueOf(), b.valueOf())
  if (a instanceof RegExp) return String(a) === String(b)
  if (a instanceof Error && (a.name !== b.name || a.message !== b.message)) return false
  const keys = Object.keys(a)
  if (a.length !== b.length || keys.length !== Object.keys(b).length) return false
  return keys.every((key) => Object.hasOwn(b, key) && inner(a[key], b[key]))
}

function equalMaps(a, b, inner) {
  return a.size === b.size && [...a].every(([key, part]) =>
    b.has(key) ? inner(part, b.get(key)) : [...b].some(([other, value]) => inner(key, other) && inner(part, value)))
}

function matches(error, wanted) {
  if (wanted === undefined || typeof wanted === "string") return true
  if (wanted instanceof RegExp) return wanted.test(String(error))
  if (typeof wanted === "function" && wanted.prototype !== undefined && error instanceof wanted) return true
  if (typeof wanted === "function") return wanted.prototype === undefined && wanted(error) === true
  return Object.keys(wanted).every((key) =>
    wanted[key] instanceof RegExp ? wanted[key].test(error[key]) : equalDeeply(error[key], wanted[key], true))
}

function expectThrown(error, wanted) {
  failures.delete(error)
  if (!matches(error, wanted)) fail(undefined, "the exception is not the expected one: " + error)
}

function comparisons(strict) {
  return {
    equal: (a, b, message) => (strict ? Object.is(a, b) : a == b || (a !== a && b !== b)) || fail(message, words(a) + " == " + words(b)),
    notEqual: (a, b, message) => (strict ? !Object.is(a, b) : a != b) || fail(message, words(a) + " != " + words(b)),
    deepEqual: (a, b, message) => equalDeeply(a, b, strict) || fail(message, words(a) + " deep-equals " + words(b)),
    notDeepEqual: (a, b, message) => !equalDeeply(a, b, strict) || fail(message, words(a) + " deep-equals " + words(b)),
  }
}

function makeAssert(loose) {
  const ok = (holds, message) => {
    if (!holds) fail(message, "the assertion does not hold")
  }
  const strict = comparisons(true)
  const plain = (compare) => (...values) => void compare(...values)
  const assert = Object.assign((holds, message) => ok(holds, message), {
    ok,
    AssertionError,
    fail: (message) => fail(message, "Failed"),
    strictEqual: plain(strict.equal),
    notStrictEqual: plain(strict.notEqual),
    deepStrictEqual: plain(strict.deepEqual),
    notDeepStrictEqual: plain(strict.notDeepEqual),
    match: (text, pattern, message) => void (pattern.test(text) || fail(message, words(text) + " matches " + pattern)),
    doesNotMatch: (text, pattern, message) => void (!pattern.test(text) || fail(message, words(text) + " matches " + pattern)),
    throws(run, wanted, message) {
      try {
        run()
      } catch (error) {
        expectThrown(error, wanted)
        return
      }
      fail(typeof wanted === "string" ? wanted : message, "nothing was thrown")
    },
    doesNotThrow: (run) => void run(),
    async rejects(run, wanted, message) {
      try {
        await (typeof run === "function" ? run() : run)
      } catch (error) {
        expectThrown(error, wanted)
        return
      }
      fail(typeof wanted === "string" ? wanted : message, "nothing was thrown")
    },
  })
  const compare = loose ? comparisons(false) : strict
  for (const name of Object.keys(compare)) assert[name] = plain(compare[name])
  return assert
}

const assert = makeAssert(true)
assert.strict = makeAssert(false)
assert.strict.strict = assert.strict
assert.default = assert
`
