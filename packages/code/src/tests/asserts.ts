import type { Value } from '../codec/value.ts'
import { PythonCursor } from './python-cursor.ts'
import { NoLiteral, readLiteral } from './python-literal.ts'
import type { CallTest, Test, Tolerance } from './test.ts'

export interface AssertOptions {
  /** The function under test; what is called `candidate` is meant by it too. */
  readonly entryPoint?: string | undefined
  /** What the ids begin with (default: 'test'). */
  readonly id?: string | undefined
  readonly prelude?: string | undefined
}

/**
 * Tests of assertions in Python. `assert f(x) == y` and `assert abs(f(x) - y) < 1e-6` with literals become calls, which
 * are judged without any Python; `assert True` says nothing. Each other one stays code.
 */
export function testsOfAsserts(asserts: readonly string[], options: AssertOptions = {}): Test[] {
  const { id = 'test', prelude, entryPoint } = options
  return asserts.flatMap((code, index): Test[] => {
    const about = { id: `${id}-${index + 1}` }
    const read = readStatements(code, entryPoint)
    if (read?.length === 1) return [{ ...about, ...read[0]!, text: code }]
    if (read?.length === 0) return []
    return [
      { ...about, kind: 'script', code, ...(prelude && { prelude }), ...(entryPoint && { entryPoint }) },
    ]
  })
}

/** The tests of a block in which every statement is such an assertion; undefined where one is not. */
export function callsOfBlock(code: string, options: AssertOptions = {}): Test[] | undefined {
  const { id = 'test', entryPoint } = options
  return readStatements(code, entryPoint)?.map((test, index) => ({ id: `${id}-${index + 1}`, ...test }))
}

type ReadTest = Omit<CallTest, 'id'>

function readStatements(code: string, entryPoint: string | undefined): ReadTest[] | undefined {
  const cursor = new PythonCursor(code)
  const tests: ReadTest[] = []
  try {
    for (cursor.space(); cursor.at < code.length; cursor.space()) {
      const test = readAssert(cursor)
      if (!test) continue
      const name = test.call.function
      tests.push({
        ...test,
        call: { ...test.call, function: name === 'candidate' ? (entryPoint ?? name) : name },
      })
    }
  } catch (error) {
    if (error instanceof NoLiteral) return undefined
    throw error
  }
  return tests
}

/** Undefined for `assert True`. */
function readAssert(cursor: PythonCursor): ReadTest | undefined {
  require(cursor.word('assert'))
  const start = cursor.at
  if (cursor.word('True') && readMessage(cursor)) return undefined
  cursor.at = start
  const isBracketed = cursor.take('(')
  const test = readNear(cursor) ?? readEqual(cursor)
  require(!isBracketed || cursor.take(')'))
  require(readMessage(cursor))
  return test
}

function readEqual(cursor: PythonCursor): ReadTest {
  const call = readCall(cursor)
  require(cursor.take('=='))
  return { kind: 'call', call, expected: readLiteral(cursor) }
}

/** `abs(f(x) - y) < tolerance`, or undefined where there is no `abs(`. */
function readNear(cursor: PythonCursor): ReadTest | undefined {
  const start = cursor.at
  if (!cursor.match(/\s*(?:math\.f)?abs\s*\(/y)) {
    cursor.at = start
    return undefined
  }
  const call = readCall(cursor)
  require(cursor.take('-'))
  const expected = readLiteral(cursor)
  require(cursor.take(')'))
  const isStrict = !cursor.sees('<=')
  require(cursor.take('<=') || cursor.take('<'))
  const bound = Number(plainNumber(readLiteral(cursor)))
  require(bound > 0)
  // The next number below makes `<` of `<=`.
  const tolerance: Tolerance = { absolute: isStrict ? bound * (1 - Number.EPSILON) : bound }
  return { kind: 'call', call, expected, tolerance }
}

function plainNumber(value: Value): Value {
  if (typeof value === 'object' && value !== null && '$float' in value) return value.$float
  return value
}

function readCall(cursor: PythonCursor): CallTest['call'] {
  cursor.space()
  const name = cursor.match(/[A-Za-z_]\w*(?=\s*\()/y)?.[0]
  require(name !== undefined && cursor.take('('))
  const args: Value[] = []
  while (!cursor.take(')')) {
    require(args.length === 0 || cursor.take(','))
    if (cursor.take(')')) break
    args.push(readLiteral(cursor))
  }
  return { function: name!, args }
}

/** Goes to the end of a statement, over its message; false where something else follows. */
function readMessage(cursor: PythonCursor): boolean {
  if (cursor.match(/[ \t]*,/y)) {
    if (typeof readLiteral(cursor) !== 'string') return false
  }
  return cursor.match(/[ \t]*(?:#.*)?(?:;|\n|$)/y) !== undefined
}

function require(holds: boolean): void {
  if (!holds) throw new NoLiteral()
}
