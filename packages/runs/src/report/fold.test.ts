import type { RunEvent } from '@textgrad/core'
import { expect, test } from 'vitest'

import {
  descent,
  eventsOf,
  nitrogens,
  threeAtOnce,
  twoPrompts,
  writes,
} from '../example-runs.test.support.ts'
import { foldRun } from './fold.ts'
import type { RunModel } from './model.ts'

/** The steps of a run in short: number, state, values, verdicts. */
function inShort({ beginning, steps }: RunModel): string[] {
  return [beginning, ...steps].map(({ number, state, trials }) => {
    const tried = trials.map(({ candidate, verdict }) => `${Object.values(candidate).join('+')} ${verdict}`)
    return `${number} ${state}: ${tried.join(', ')}`
  })
}

test('a run is folded into its start, its steps and its end', async () => {
  const engine = writes(['CCN', 'CCCN', '?', 'NCCN', 'NC(N)N'])
  const model = foldRun(await eventsOf(nitrogens(), { strategy: descent(engine), steps: 9 }))
  expect(inShort(model)).toEqual([
    '0 finished: CCO start',
    '1 kept: CCN kept',
    '2 reverted: CCCN reverted',
    '3 reverted: CCN reverted',
    '4 kept: NCCN kept',
    '5 kept: NC(N)N kept',
    '6 finished: ',
  ])
  expect(model.end).toEqual({ status: 'done' })
  expect(model.best?.step).toBe(5)
  expect(model.steps[1]!.trials[0]!.parent?.candidate).toEqual({ molecule: 'CCN' })
  expect(model.steps[4]!.bestScore).toBeCloseTo(0)
})

test('a candidate that was tried before names the step that tried it', async () => {
  const model = foldRun(await eventsOf(nitrogens(), { strategy: descent(writes(['CCN', '?'])), steps: 2 }))
  const [again] = model.steps[1]!.trials
  expect(again).toMatchObject({ triedIn: 1, verdict: 'reverted', reason: 'it was tried before', step: 2 })
  expect(again!.parent?.id).toBe(again!.id)
  expect(model.steps[1]!.updates[0]!.outcome).toBe('unusable')
})

test('the candidates of a step stand the best first', async () => {
  const model = foldRun(await eventsOf(nitrogens(), { strategy: threeAtOnce, steps: 1 }))
  const [best, ...others] = model.steps[0]!.trials
  expect(best).toMatchObject({ candidate: { molecule: 'CCON' }, verdict: 'kept', by: 'append N' })
  expect(others.map(({ verdict }) => verdict)).toEqual(['reverted', 'reverted'])
})

test('the best of several parameters is found by all their values', async () => {
  const engine = writes(['Answer with units.'])
  const model = foldRun(await eventsOf(twoPrompts(), { strategy: descent(engine), steps: 3 }))
  expect(model.best).toMatchObject({ step: 1, candidate: { system: 'Answer with units.' } })
})

test('every part of a run can be folded, and until a step has ended the start is its best', async () => {
  const events = await eventsOf(nitrogens(), { strategy: descent(writes(['CCN', 'NCN'])), steps: 2 })
  for (let length = 1; length < events.length; length++) {
    const model = foldRun(events.slice(0, length))
    expect(model.end).toBeUndefined()
  }
  const last = foldRun(
    events.slice(
      0,
      events.findIndex(({ type }) => type === 'step-end'),
    ),
  )
  expect(last.best).toBe(last.baseline)
  expect(inShort(last)).toEqual(['0 in progress: CCO start', '1 in progress: CCN undecided'])
})

test('an abort leaves its step broken off', async () => {
  const controller = new AbortController()
  const engine = writes(['CCN'])
  const events = await eventsOf(nitrogens(), {
    strategy: descent({
      ...engine,
      generate: async (request) => {
        controller.abort()
        return engine.generate(request)
      },
    }),
    signal: controller.signal,
  })
  const model = foldRun(events)
  expect(model.end?.status).toBe('aborted')
  expect(inShort(model)).toEqual(['0 broken off: CCO start', '1 broken off: '])
})

test('concurrent events may arrive in any order', async () => {
  const events = await eventsOf(nitrogens(), { strategy: threeAtOnce, steps: 2 })
  const [start, ...rest] = events
  expect(foldRun([start!, ...rest.toReversed()])).toEqual(foldRun(events))
})

test('of a run that was resumed the last telling counts', async () => {
  const events = await eventsOf(nitrogens(), { strategy: descent(writes(['CCN', 'NCN'])), steps: 2 })
  expect(foldRun([...events.slice(0, 12), ...events])).toEqual(foldRun(events))
})

test('events without a run-start are refused', () => {
  const note: RunEvent = { type: 'note', text: '', step: 0, path: '', at: 0 }
  expect(() => foldRun([])).toThrow(
    new TypeError('Expected the events of a run, with its run-start, got 0 events without it'),
  )
  expect(() => foldRun([note])).toThrow(TypeError)
})

test('events without times have none', async () => {
  const events = await eventsOf(nitrogens(), { strategy: threeAtOnce, steps: 1 })
  expect(foldRun(events).time).toEqual({ from: events[0]!.at, to: events.at(-1)!.at })
  const stored = JSON.parse(
    JSON.stringify(events.map((event) => ({ ...event, at: undefined }))),
  ) as RunEvent[]
  expect(foldRun(stored).time).toBeUndefined()
})
