import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { testReport } from '../feedback.ts'
import { runner, type Runner } from '../runner/runner.ts'
import { bwrapSandbox } from '../sandbox/bwrap/bwrap-sandbox.ts'
import { pyodideSandbox } from '../sandbox/pyodide/pyodide-sandbox.ts'
import { quickjsSandbox } from '../sandbox/quickjs/quickjs-sandbox.ts'
import type { Language, Sandbox } from '../sandbox/sandbox.ts'
import { bwrapNote, bwrapRefusal } from '../sandbox/sandboxes.test.support.ts'
import { unsafeLocal } from '../sandbox/unsafe-local/unsafe-local.ts'
import type { PropertyTest } from '../tests/test.ts'
import { withoutTimes, type Verdict } from '../verdict.ts'

const xs = { type: 'list', of: { type: 'integer' } } as const
const twoEqual = [0, 0]
type Given = Partial<PropertyTest> & Pick<PropertyTest, 'inputs'>
const property = (given: Given): PropertyTest => ({ kind: 'property', id: 'claim', ...given })

/** The same programs and claims in two languages. */
interface Words {
  readonly language: Language
  readonly source: string
  readonly sorted: string
  readonly sameLength: string
  readonly twice: string
  readonly short: string
  readonly check: string
}

const python: Words = {
  language: 'python',
  source: `def sort(xs):
    return sorted(set(xs))
def right(xs):
    return sorted(xs)
def picky(xs):
    if len(xs) > 2: raise ValueError("too many")
    return 1
def slow(xs):
    while len(xs) > 3: pass
    return 1
asked = 0
def count(xs):
    global asked
    asked += 1
    return asked`,
  sorted: 'def sort(xs): return sorted(xs)\nright = sort',
  sameLength: 'len(result) == len(xs)',
  twice: 'right(right(xs)) == right(xs)',
  short: 'len(xs) <= 2',
  check: 'ys = sort(xs)\nassert len(ys) == len(xs), "members are lost"',
}
const javascript: Words = {
  language: 'javascript',
  source: `const sort = (xs) => [...new Set(xs)].toSorted((a, b) => a - b)
const right = (xs) => xs.toSorted((a, b) => a - b)
function picky(xs) {
  if (xs.length > 2) throw new RangeError("too many")
  return 1
}
function slow(xs) { while (xs.length > 3); return 1 }
let asked = 0
const count = (xs) => ++asked`,
  sorted: 'const sort = (xs) => xs.toSorted((a, b) => a - b)\nconst right = sort',
  sameLength: 'result.length === xs.length',
  twice: 'JSON.stringify(right(right(xs))) === JSON.stringify(right(xs))',
  short: 'xs.length <= 2',
  check: 'const ys = sort(xs)\nassert.strictEqual(ys.length, xs.length, "members are lost")',
}
const typescript: Words = {
  ...javascript,
  language: 'typescript',
  source: javascript.source
    .replaceAll('(xs) =>', '(xs: number[]) =>')
    .replaceAll('(xs) {', '(xs: number[]) {'),
}

const backends = [
  {
    name: `Python on bwrap${bwrapNote}`,
    skipped: bwrapRefusal !== undefined,
    make: bwrapSandbox,
    words: python,
  },
  { name: 'Python on Pyodide', skipped: false, make: pyodideSandbox, words: python },
  { name: 'JavaScript on QuickJS', skipped: false, make: quickjsSandbox, words: javascript },
  { name: 'TypeScript on QuickJS', skipped: false, make: quickjsSandbox, words: typescript },
  {
    name: `JavaScript in Node.js on bwrap${bwrapNote}`,
    skipped: bwrapRefusal !== undefined,
    make: bwrapSandbox,
    words: javascript,
  },
  { name: 'TypeScript in Node.js on unsafe-local', skipped: false, make: unsafeLocal, words: typescript },
].filter(({ skipped }) => !skipped)

describe.each(backends)('a property of $name', ({ make, words }) => {
  let sandbox: Sandbox
  let run: Runner
  beforeAll(async () => {
    sandbox = await make()
    run = runner({ sandbox, workers: 1, limits: { cpuSeconds: 0.5, wallSeconds: 20 } })
  }, 120_000)
  afterAll(async () => {
    await run[Symbol.asyncDispose]()
    await sandbox[Symbol.asyncDispose]()
  })

  const { language, source } = words
  const verdictOn = async (test: PropertyTest): Promise<Verdict> =>
    (await run.run({ language, source }, [test])).verdicts[0]!

  it('is found not to hold for two equal members, the smallest that there are', async () => {
    const test = property({ function: 'sort', inputs: { xs }, property: words.sameLength })
    const verdict = await verdictOn(test)
    expect(verdict).toMatchObject({
      status: 'failed',
      got: [0],
      counterexample: { inputs: [{ name: 'xs', value: twoEqual }] },
    })
    const again = await run.run({ language, source }, [test])
    const first = { passed: false, verdicts: [verdict] }
    expect(withoutTimes(again)).toEqual(withoutTimes(first))
    const report = testReport(source, [test], again)
    expect(report).toContain(`for all xs: with result = sort(xs), ${words.sameLength}`)
    expect(report).toContain('does not hold for xs = [0, 0]')
    expect(report).toContain(`found with the inputs number ${verdict.cases}`)
    expect(report).toContain('returned [0]')
  })

  it('is told what a right program gives instead', async () => {
    const test = property({ function: 'sort', inputs: { xs }, reference: words.sorted })
    expect(await verdictOn(test)).toMatchObject({
      status: 'failed',
      got: [0],
      expected: twoEqual,
      counterexample: { inputs: [{ name: 'xs', value: twoEqual }] },
    })
    const right = await verdictOn({ ...test, function: 'right' })
    expect(right).toMatchObject({ status: 'passed', cases: 100 })
  })

  it('holds where it calls functions itself', async () => {
    expect(await verdictOn(property({ inputs: { xs }, property: words.twice, cases: 40 }))).toMatchObject({
      status: 'passed',
      cases: 40,
    })
  })

  it('may be statements with assertions', async () => {
    expect(await verdictOn(property({ inputs: { xs }, check: words.check }))).toMatchObject({
      status: 'failed',
      why: 'members are lost',
      testLine: 2,
      counterexample: { inputs: [{ name: 'xs', value: twoEqual }] },
    })
  })

  it('fails by an exception, unless such inputs are left out', async () => {
    const test = property({ function: 'picky', inputs: { xs }, reference: words.source, cases: 30 })
    const always = words.language === 'python' ? 'True' : 'true'
    const { reference: _reference, ...rest } = test
    expect(await verdictOn({ ...rest, property: always })).toMatchObject({
      status: 'error',
      exception: { text: 'too many' },
      counterexample: { inputs: [{ name: 'xs', value: [0, 0, 0] }] },
    })
    expect(await verdictOn({ ...rest, property: always, where: words.short })).toMatchObject({
      status: 'passed',
      cases: 30,
    })
    expect(await verdictOn({ ...test, where: words.short })).toMatchObject({ status: 'passed', cases: 30 })
    // A reference that does not know either is no reason to pass.
    expect(await verdictOn(test)).toMatchObject({
      status: 'error',
      why: expect.stringContaining('the reference does not answer these inputs'),
    })
  })

  it(
    'fails by what never ends, and by what answers otherwise the second time',
    { timeout: 120_000 },
    async () => {
      // None of them could be smaller.
      const four = { type: 'list', of: { type: 'null' }, minLength: 4, maxLength: 4 } as const
      const claim = 'result > 0'
      expect(
        await verdictOn(property({ function: 'slow', inputs: { xs: four }, property: claim })),
      ).toMatchObject({
        status: 'timeout',
        counterexample: { inputs: [{ name: 'xs', value: [null, null, null, null] }], shrinks: 0 },
      })
      expect(await verdictOn(property({ function: 'count', inputs: { xs }, property: claim }))).toMatchObject(
        {
          status: 'failed',
          why: expect.stringMatching(/^count\(\[\]\) gave \d+, and when it was asked again gave \d+$/),
        },
      )
    },
  )

  it('is no property where it says neither yes nor no, or leaves nearly everything out', async () => {
    expect(await verdictOn(property({ inputs: { xs }, property: 'right(xs)' }))).toMatchObject({
      status: 'error',
      why: 'property gave [], which is neither true nor false',
    })
    const never = words.language === 'python' ? 'False' : 'false'
    expect(
      await verdictOn(property({ inputs: { xs }, where: never, property: never, cases: 5 })),
    ).toMatchObject({ status: 'error', cases: 0, why: expect.stringContaining('where leaves out too much') })
  })
})
