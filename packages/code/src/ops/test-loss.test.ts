import { memoryJournal, rootCall, variable } from '@textgrad/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { runner, type Runner } from '../runner/runner.ts'
import { unsafeLocal } from '../sandbox/unsafe-local/unsafe-local.ts'
import { testsOfAsserts } from '../tests/asserts.ts'
import { program } from '../values.ts'
import { testLoss } from './test-loss.ts'

const tests = testsOfAsserts(['assert double(2) == 4', 'assert double(3) == 6'])

describe('tests as a loss', () => {
  let run: Runner
  beforeAll(async () => {
    run = runner({ sandbox: await unsafeLocal() })
  })
  afterAll(() => run[Symbol.asyncDispose]())

  it('give a program exact feedback without a model', async () => {
    const source = variable('def double(x): return x ** 2', { role: 'program', codec: program('python') })
    const loss = await testLoss({ tests, runner: run })(source)
    await loss.backward()
    expect(loss.value.verdicts.map(({ status }) => status)).toEqual(['passed', 'failed'])
    expect(source.gradients).toHaveLength(1)
    expect(source.gradients[0]?.text).toContain('returned 9')
    expect(source.gradients[0]?.data).toMatchObject({ goal: 'tests', passed: 1, of: 2 })
  })

  it('are satisfied by a program that is right, with code put before it', async () => {
    const source = variable('def double(x: Optional[int]): return 2 * x', { role: 'program' })
    const loss = await testLoss({ tests, runner: run, before: 'from typing import *' })(source)
    await loss.backward()
    expect(loss.value.passed).toBe(true)
    expect(source.gradients[0]?.kind).toBe('satisfied')
  })

  it('speak as the paper does where that is wanted', async () => {
    const source = variable('def double(x): return 4', { role: 'program' })
    const loss = await testLoss({ tests, runner: run, words: 'paper' })(source)
    await loss.backward()
    expect(source.gradients[0]?.text).toMatch(
      /^\*\*Tests that the code passed:\*\*\n\nassert double\(2\) == 4\n/,
    )
  })

  it('are run once per place of a run, and are one evaluation', async () => {
    let runs = 0
    const counted: Runner = { ...run, id: run.id, run: (...args) => ((runs += 1), run.run(...args)) }
    const journal = memoryJournal()
    for (let time = 0; time < 2; time++) {
      const source = variable('def double(x): return 2 * x', { role: 'program' })
      await testLoss({ tests, runner: counted })(source, rootCall({ seed: 1, journal }))
    }
    expect(runs).toBe(1)
  })

  it('refuse to say nothing', () => {
    expect(() => testLoss({ tests: [], runner: run })).toThrow('at least one test')
  })
})
