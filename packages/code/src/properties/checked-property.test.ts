import { describe, expect, it } from 'vitest'

import { readProblems } from '../problem.ts'
import { runner } from '../runner/runner.ts'
import type { Language } from '../sandbox/sandbox.ts'
import { unsafeLocal } from '../sandbox/unsafe-local/unsafe-local.ts'
import type { PropertyTest } from '../tests/test.ts'

const xs = { type: 'list', of: { type: 'integer' } } as const

const refused: readonly (readonly [object, string])[] = [
  [{ inputs: { x: { type: 'integer', min: 3, max: 2 } } }, 'min must be at most max, got 3 and 2'],
  [{ inputs: { x: { type: 'integer', min: 0.5 } } }, 'inputs.x.min'],
  [{ inputs: { x: { type: 'word' } } }, 'inputs.x.type'],
  [{ inputs: { x: { type: 'list' } } }, 'inputs.x.of'],
  [{ inputs: { x: { ...xs, minLength: 11 } } }, 'minLength must be at most maxLength, got 11 and 10'],
  [
    { inputs: { x: { type: 'list', of: xs, sorted: true } } },
    'only integers, floats and strings can be sorted',
  ],
  [{ inputs: { x: { type: 'dict', keys: xs, values: xs } } }, 'keys must be of type'],
  [{ inputs: { x: { type: 'one-of' } } }, 'one-of must have either of'],
  [
    { inputs: { x: { type: 'list', of: { ...xs, maxLength: 1000 }, maxLength: 1000 } } },
    'at most 100000 values',
  ],
  [{ inputs: { x: { type: 'one-of', values: [{ $x: 1 }] } } }, 'is no data'],
  [{ inputs: {} }, 'must describe at least one input'],
  [{ inputs: { 'a b': xs } }, 'is no name that a program may use'],
  [{ inputs: { class: xs } }, 'inputs must have names that are none of the words of python'],
  [{ inputs: { result: xs } }, 'must not be called result'],
  [{ property: undefined }, 'expected one of property, check, reference, got none'],
  [{ check: 'assert True' }, 'got property and check'],
  [{ property: undefined, reference: 'f = len' }, 'must name the function'],
  [{ tolerance: { absolute: 1 } }, 'tolerance'],
  [{ cases: 0 }, 'cases'],
  [{ seed: 1.5 }, 'seed'],
  [{ property: 'len(xs' }, 'property must be an expression in python'],
  [{ property: 'y = 3' }, 'property must be an expression in python'],
  [{ where: 'if True: 1' }, 'where must be an expression in python'],
  [{ property: undefined, check: 'def f(:' }, 'check must be code in python'],
]

describe('a property test', () => {
  const about = { kind: 'property', id: 'claim', inputs: { xs }, property: 'f(xs)' }

  it.each(refused)('is refused before anything runs where it has %j', async (wrong, message) => {
    const test = JSON.parse(JSON.stringify({ ...about, ...wrong })) as PropertyTest
    await using sandbox = await unsafeLocal()
    await using run = runner({ sandbox })
    const running = run.run({ language: 'python', source: 'raise SystemExit' }, [test])
    await expect(running).rejects.toThrow(TypeError)
    await expect(running).rejects.toThrow(message)
    const tests = { local: [test], hidden: [] }
    const problem = { id: 'p', language: 'python', statement: '', tests }
    expect(() => readProblems(JSON.stringify(problem))).toThrow(message)
  })

  it('is refused in the language of its program', () => {
    const tests = { local: [{ ...about, property: 'f(xs) is None' }], hidden: [] }
    const problem = (language: Language) => JSON.stringify({ id: 'p', language, statement: '', tests })
    expect(readProblems(problem('python'))).toHaveLength(1)
    expect(() => readProblems(problem('javascript'))).toThrow('property must be an expression in javascript')
  })
})
