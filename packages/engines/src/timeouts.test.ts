import { compose, EngineError, type Engine, type GenerateResult } from '@textgrad/core'
import { scripted } from '@textgrad/core/testing'
import { describe, expect, test } from 'vitest'

import { TestClock } from './clock.test.support.ts'
import { ask, failure } from './sim.test.support.ts'
import { timeouts } from './timeouts.ts'

const never = new Promise<GenerateResult>(() => {})

/** An engine that never answers; `heeds` its signal or not. */
function silent(heeds: boolean): Engine & { signal?: AbortSignal | undefined } {
  return {
    id: 'silent',
    generate({ signal }) {
      this.signal = signal
      if (!heeds) return never
      return new Promise((_, reject) =>
        signal?.addEventListener('abort', () => reject(signal.reason as Error)),
      )
    },
  }
}

describe('timeouts', () => {
  test.for([true, false])(
    'end a request that takes too long (an engine that heeds its signal: %s)',
    async (heeds) => {
      const clock = new TestClock()
      const model = silent(heeds)
      const outcome = failure(compose(model, timeouts({ total: 1000, clock })).generate(ask('hello')))
      await clock.advance(999)
      expect(model.signal?.aborted).toBe(false)
      await clock.advance(1)
      const error = await outcome
      expect(error).toBeInstanceOf(EngineError)
      expect(error).toMatchObject({ kind: 'timeout', retryable: true, paid: 'maybe' })
      expect(error.message).toBe('silent: no reply within 1000 ms')
      expect(error.cause).toBeInstanceOf(Error)
      expect(model.signal?.aborted).toBe(true)
    },
  )

  test('pass on replies and failures in time', async () => {
    const clock = new TestClock()
    const refused = new EngineError('no', { kind: 'refused' })
    const reply = (_: unknown, call: number) => {
      if (call === 0) return 'yes'
      throw refused
    }
    const engine = compose(scripted({ reply }), timeouts({ total: 1000, clock }))
    expect((await engine.generate(ask('hello'))).text).toBe('yes')
    expect(await failure(engine.generate(ask('hello')))).toBe(refused)
  })

  test('pass on the caller’s abort with its reason', async () => {
    const clock = new TestClock()
    const controller = new AbortController()
    const engine = compose(silent(false), timeouts({ total: 1000, clock }))
    const outcome = failure(engine.generate(ask('hello', { signal: controller.signal })))
    const reason = new Error('enough')
    controller.abort(reason)
    expect(await outcome).toBe(reason)
    expect(await failure(engine.generate(ask('hello', { signal: controller.signal })))).toBe(reason)
  })

  test('are above 0', () => {
    for (const total of [0, -1, Number.NaN]) expect(() => timeouts({ total })).toThrow(RangeError)
  })
})
