import { describe, expect, it } from 'vitest'

import { beginning, step } from '../told.test.support.ts'
import { lightEvent } from './light-event.ts'
import { RunFold } from './run-fold.ts'
import type { StepRow } from './step-row.ts'
import { timeLeftInWords } from './time-left-in-words.ts'
import { timeLeft, type Ends } from './time-left.ts'
import { nothingUsed } from './used.ts'

const second = 1000
const wordsOf = (left: ReturnType<typeof timeLeft>) => left && timeLeftInWords(left)

/** Steps that take so many seconds each, one after the other; each spends 2 calls, 100 tokens, $0.05 and an evaluation. */
function stepsOf(...seconds: readonly number[]): StepRow[] {
  let at = 0
  const start: StepRow = {
    number: 0,
    from: 1,
    to: 1,
    began: 0,
    ended: 0,
    closed: false,
    trials: [],
    best: null,
    used: nothingUsed,
    spent: null,
    warnings: 0,
  }
  return [
    start,
    ...seconds.map((length, place): StepRow => {
      const number = place + 1
      const [began, ended] = [at, (at += length * second)]
      const spent = {
        calls: 2 * number,
        tokens: 100 * number,
        dollars: number / 20,
        evaluations: number + 1,
      }
      return { ...start, number, began, ended, closed: true, spent }
    }),
  ]
}

const endOf = (rows: readonly StepRow[]): number => rows.at(-1)!.ended
const noLimits = { limits: {} }

describe('the time that is left', () => {
  it('is that of the steps that are left, at the pace of the last ones', () => {
    // One step waited for an interrupted run to be resumed; the first ones were quicker.
    const rows = stepsOf(1, 1, 25, 25, 4000, 24, 26)
    const left = timeLeft(rows, { steps: 14, ...noLimits }, endOf(rows))
    expect(left).toEqual({
      milliseconds: 7 * 25 * second,
      steps: 7,
      pace: 25 * second,
      first: 'steps',
      sooner: [],
    })
    expect(wordsOf(left)).toEqual({ value: 'about 3 min', detail: '7 steps at 25 s' })
  })

  it('shrinks while a step is under way, and says so where that takes long', () => {
    const rows = stepsOf(10, 10, 10)
    const ends: Ends = { steps: 5, ...noLimits }
    const at = (seconds: number) => timeLeft(rows, ends, endOf(rows) + seconds * second)?.milliseconds
    expect([at(0), at(4), at(10), at(60)]).toEqual([20_000, 16_000, 10_000, 10_000])
    // The clock of the page may be behind.
    expect(at(-5)).toBe(20_000)
    expect(wordsOf(timeLeft(rows, { steps: 4, ...noLimits }, endOf(rows) + 12 * second))).toEqual({
      value: 'soon',
      detail: 'this step takes longer than those before it (10 s)',
    })
  })

  it('is that of the budget where it is spent first, by what the last steps spent', () => {
    const rows = stepsOf(20, 20, 20, 20)
    const of = (limits: Ends['limits'], steps = 100) => timeLeft(rows, { steps, limits }, endOf(rows))
    expect(of({ calls: 20 })).toMatchObject({
      milliseconds: 120 * second,
      steps: 6,
      first: { kind: 'calls', left: 12, perStep: 2 },
    })
    expect(wordsOf(of({ calls: 20, tokens: 10_000 }))).toEqual({
      value: 'about 2 min',
      detail: '12 calls left at 2 a step of 20 s',
    })
    expect(wordsOf(of({ dollars: 0.3 }))).toEqual({
      value: 'about 40 s',
      detail: '$0.1 left at $0.05 a step of 20 s',
    })
    expect(of({ evaluations: 7, calls: 20 })).toMatchObject({ steps: 2, first: { kind: 'evaluations' } })
    expect(of({ calls: 2000 }, 6)).toMatchObject({ steps: 2, first: 'steps' })
    // What nothing is spent of ends nothing.
    const free = rows.map((row) => (row.spent ? { ...row, spent: { ...row.spent, dollars: 0 } } : row))
    expect(timeLeft(free, { limits: { dollars: 1 } }, endOf(free))).toBeUndefined()
  })

  it('names what may end the run sooner', () => {
    const rows = stepsOf(3600, 3600)
    const ends: Ends = { steps: 6, target: 0.9, patience: 3, ...noLimits }
    expect(wordsOf(timeLeft(rows, ends, endOf(rows)))).toEqual({
      value: 'about 4 h',
      detail: '4 steps at 1 h 0 min, sooner at the target, sooner where nothing better is found',
    })
  })

  it('is not told where nobody can know it', () => {
    const rows = stepsOf(5, 5)
    expect(timeLeft(rows, noLimits, endOf(rows))).toBeUndefined()
    expect(timeLeft(stepsOf(), { steps: 5, ...noLimits }, 0)).toBeUndefined()
    // The first step does not say yet what a step spends.
    expect(timeLeft(stepsOf(5), { steps: 5, limits: { calls: 3 } }, 5 * second)).toBeUndefined()
    expect(timeLeft(stepsOf(5), { steps: 5, ...noLimits }, 5 * second)).toMatchObject({ steps: 4 })
    // All steps are made: the run is about to end.
    expect(timeLeft(rows, { steps: 2, ...noLimits }, endOf(rows))).toBeUndefined()
  })

  it('knows the rows of a run that is folded from its events', () => {
    const fold = new RunFold()
    const told = [...beginning(), ...step(1), ...step(2, { isKept: false }), ...step(3).slice(0, 3)]
    for (const [place, event] of told.entries()) fold.add(lightEvent({ number: place + 1, event }))
    const left = timeLeft(fold.rows, { steps: 10, ...noLimits }, 0)
    expect(left).toMatchObject({ steps: 8, pace: 7 * second })
  })
})
