import { describe, expect, it } from 'vitest'

import { inCanonicalOrder, type RunEvent } from './event.ts'

describe('inCanonicalOrder', () => {
  it('puts what opens a step first and what closes it last', () => {
    const event = (step: number, path: string, type: string) =>
      ({ step, path, at: 0, type }) as unknown as RunEvent
    const events = [
      event(1, '', 'run-end'),
      event(1, 'step-1', 'step-end'),
      event(1, 'step-1/b', 'forward'),
      event(1, 'step-1/a', 'gradient'),
      event(1, 'step-1/a', 'forward'),
      event(1, 'step-1', 'step-start'),
      event(0, 'start', 'evaluation'),
      event(0, '', 'run-start'),
    ]
    expect(inCanonicalOrder(events)).toEqual(events.toReversed())
  })
})
