import type { RunEvent } from '@textgrad/core'
import { describe, expect, it } from 'vitest'

import { beginning, step } from '../told.test.support.ts'
import { lightEvent } from './light-event.ts'
import { RunFold } from './run-fold.ts'
import { stateOf } from './step-row.ts'

const numbered = (events: readonly RunEvent[]) =>
  events.map((event, place) => lightEvent({ number: place + 1, event }))
const all = numbered([...beginning(), ...step(1), ...step(2, { isKept: false }), ...step(3).slice(0, 3)])

describe('a run that is folded event by event', () => {
  it('tells each step with its score, its verdict and what it used', () => {
    const fold = new RunFold()
    for (const event of all) fold.add(event)
    expect(fold.start).toMatchObject({ task: 'prompts', parameters: ['prompt'] })
    expect(fold.rows.map(({ number }) => number)).toEqual([0, 1, 2, 3])
    expect(fold.rows.map((row) => stateOf(row, fold.end))).toEqual([
      'in progress',
      'kept',
      'reverted',
      'in progress',
    ])
    expect(fold.rows[1]).toMatchObject({
      best: 0.50001,
      trials: [{ verdict: 'kept', score: 0.50001, parent: 'start' }],
    })
    expect(fold.rows[2]!.trials[0]).toMatchObject({
      verdict: 'reverted',
      reason: 'the score fell',
      score: 0.4,
    })
    expect(fold.rows[1]!.used).toEqual({
      byPurpose: {
        update: {
          calls: 1,
          inputTokens: 100,
          outputTokens: 10,
          dollars: 0.0005,
          unknownTokens: 0,
          unknownDollars: 0,
        },
      },
      ruleCalls: 0,
    })
  })

  it('is the same however many of its events were in the rows that it took over', () => {
    const whole = new RunFold()
    for (const event of all) whole.add(event)
    for (let cut = 0; cut <= all.length; cut++) {
      const server = new RunFold()
      for (const event of all.slice(0, cut)) server.add(event)
      const page = new RunFold()
      page.take(server.rows)
      // The head may be older than the rows.
      page.skipTo(Math.max(0, cut - 4), server.start, undefined)
      for (const event of all) page.add(event)
      expect(page.rows).toEqual(whole.rows)
    }
  })

  it('takes each event once', () => {
    const fold = new RunFold()
    expect(all.map((event) => fold.add(event)).every(Boolean)).toBe(true)
    expect(all.map((event) => fold.add(event)).some(Boolean)).toBe(false)
    expect(fold.count).toBe(all.length)
  })
})
