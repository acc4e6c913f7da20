import {
  compose,
  EngineError,
  type EngineErrorOptions,
  type GenerateResult,
  type GenerateRequest,
} from '@textgrad/core'
import { scripted } from '@textgrad/core/testing'
import { describe, expect, test } from 'vitest'

import { TestClock } from './clock.test.support.ts'
import type { RetryOptions } from './retry-plan.ts'
import { retry } from './retry.ts'
import { ask, failure } from './sim.test.support.ts'

type Step = string | Partial<GenerateResult> | Error

const failed = (kind: EngineErrorOptions['kind'], paid: EngineError['paid'] = 'no', retryable = true) =>
  new EngineError(`model: ${kind}`, { kind, retryable, paid })
const later = (retryAfter: number) =>
  new EngineError('model: rate-limit', { kind: 'rate-limit', retryable: true, retryAfter })
const reply = { text: 'yes', usage: { inputTokens: 5, outputTokens: 2 } }

/** An engine that gives or throws the steps one after the other, the last one for ever, behind `retry`. */
function retried(steps: readonly Step[], options: RetryOptions = {}) {
  const clock = new TestClock()
  const model = scripted({
    id: 'model',
    reply: (_, call) => {
      const step = steps[Math.min(call, steps.length - 1)]!
      if (step instanceof Error) throw step
      return step
    },
  })
  const engine = compose(model, retry({ clock, ...options }))
  /** The first wait is for the deadline. */
  const waits = () => clock.waits.slice(1)
  return {
    clock,
    model,
    engine,
    waits,
    run: (seed = 1) => clock.finish(engine.generate(ask('hello', { seed }))),
  }
}

describe('retry', () => {
  test('gives what it was given, and keeps what the engine is', async () => {
    const { engine, model, run } = retried([reply])
    expect(await run()).toEqual({ ...reply, finish: 'stop' })
    expect(engine.id).toBe('model')
    expect(model.calls[0]).toMatchObject(ask('hello', { seed: 1 }))
  })

  test('asks again until there is a reply', async () => {
    const { model, run } = retried([failed('server'), failed('connection'), failed('rate-limit'), reply])
    expect(await run()).toMatchObject(reply)
    expect(model.calls).toHaveLength(4)
  })

  test('in the end says how many requests were made, with the last failure as the cause', async () => {
    const last = failed('rate-limit')
    const { model, run } = retried([failed('server'), last], { attempts: 3 })
    const error = await failure(run())
    expect(error).toMatchObject({ kind: 'rate-limit', retryable: true, paid: 'no' })
    expect(error.message).toBe('model: rate-limit (after 3 requests)')
    expect(error.cause).toBe(last)
    expect(model.calls).toHaveLength(3)
  })

  test.for([failed('authentication', 'no', false), failed('quota', 'no', false), new TypeError('a mistake')])(
    'what cannot become better is thrown as it is: %s',
    async (error) => {
      const { model, run } = retried([error])
      expect(await failure(run())).toBe(error)
      expect(model.calls).toHaveLength(1)
    },
  )

  test.for<[EngineError['paid'], number]>([
    ['no', 5],
    ['maybe', 2],
    ['yes', 2],
  ])('of a failure that is paid: %s makes at most %i requests', async ([paid, requests]) => {
    const { model, run } = retried([failed('server', paid)])
    expect(await failure(run())).toMatchObject({ kind: 'server', paid })
    expect(model.calls).toHaveLength(requests)
  })

  test('is as paid as the most expensive of its requests', async () => {
    const { run } = retried([
      failed('connection', 'maybe'),
      failed('server'),
      failed('invalid-request', 'no', false),
    ])
    expect(await failure(run())).toMatchObject({ kind: 'invalid-request', paid: 'maybe', retryable: false })
  })

  test('counts each request that may have been paid', async () => {
    const { run } = retried([failed('server'), failed('connection', 'maybe'), reply])
    expect((await run()).usage).toEqual({ ...reply.usage, calls: 2 })
  })
})

describe('the waits', () => {
  test('are a random part of a time that doubles, up to the longest', async () => {
    const options = { attempts: 9, firstWait: 100, longestWait: 1000, deadline: 1e6 }
    const bounds = [100, 200, 400, 800, 1000, 1000, 1000, 1000]
    const first = Array.from({ length: 40 }, () => 0)
    for (const seed of first.keys()) {
      const { run, waits } = retried([failed('server')], options)
      await failure(run(seed))
      expect(waits()).toHaveLength(8)
      waits().forEach((wait, index) => expect(wait >= 0 && wait <= bounds[index]!).toBe(true))
      first[seed] = waits()[0]!
    }
    expect(Math.min(...first)).toBeLessThan(25)
    expect(Math.max(...first)).toBeGreaterThan(75)
  })

  test('are the same for the same seed, and differ between requests without one', async () => {
    const waitsOf = async (seed: number) => {
      const { run, waits } = retried([failed('server')])
      await failure(run(seed))
      return waits()
    }
    expect(await waitsOf(7)).toEqual(await waitsOf(7))
    expect(await waitsOf(7)).not.toEqual(await waitsOf(8))
    const { clock, engine } = retried([failed('server')], { attempts: 2 })
    await clock.finish(failure(engine.generate(ask('hello'))))
    await clock.finish(failure(engine.generate(ask('hello'))))
    const [, one, , two] = clock.waits
    expect(one).not.toBe(two)
  })

  test('are not shorter than the server asked for', async () => {
    const { run, waits } = retried([later(3000), later(200), reply], { firstWait: 100 })
    await run()
    expect(waits()[0]! >= 3000 && waits()[0]! <= 3100).toBe(true)
    expect(waits()[1]! >= 200 && waits()[1]! <= 400).toBe(true)
  })

  test('end with the abort, whose reason is thrown, and nothing more is asked', async () => {
    const { clock, engine, model } = retried([later(60_000)])
    const controller = new AbortController()
    const outcome = failure(engine.generate(ask('hello', { signal: controller.signal })))
    await clock.advance(1000)
    const reason = new Error('enough')
    controller.abort(reason)
    expect(await outcome).toBe(reason)
    await clock.advance(1e6)
    expect(model.calls).toHaveLength(1)
  })
})

describe('the deadline', () => {
  test('ends it before a wait that would pass it', async () => {
    const { model, run } = retried([later(2000)], { deadline: 5000, firstWait: 0, attempts: 100 })
    const error = await failure(run())
    expect(error.message).toBe('model: rate-limit (after 3 requests)')
    expect(error.retryAfter).toBe(2000)
    expect(model.calls).toHaveLength(3)
  })

  test('ends a request that is under way, even of an engine that does not heed it', async () => {
    const clock = new TestClock()
    const deaf = { id: 'deaf', generate: () => new Promise<GenerateResult>(() => {}) }
    const engine = compose(deaf, retry({ clock, deadline: 5000 }))
    const error = await clock.finish(failure(engine.generate(ask('hello'))))
    expect(error).toMatchObject({ name: 'EngineError', kind: 'timeout', retryable: true, paid: 'maybe' })
    expect(error.message).toBe('deaf: no reply within 5000 ms')
  })
})

describe('an empty reply', () => {
  const empty = { text: ' \n\u200b', usage: { inputTokens: 5, outputTokens: 1, dollars: 0.5 } }

  test('is asked for again at once, as the next sample, and is paid too', async () => {
    const { model, run, waits } = retried([empty, empty, reply])
    expect(await run()).toMatchObject({
      text: 'yes',
      usage: { inputTokens: 15, outputTokens: 4, dollars: 1, calls: 3 },
    })
    expect(model.calls.map((request: GenerateRequest) => request.sample)).toEqual([undefined, 1, 2])
    expect(waits()).toEqual([])
  })

  test('is an error after two more', async () => {
    const { model, run } = retried([empty])
    const error = await failure(run())
    expect(error).toMatchObject({ kind: 'bad-reply', retryable: false, paid: 'yes' })
    expect(error.message).toBe('model: replied with nothing (after 3 requests)')
    expect(model.calls).toHaveLength(3)
  })

  test('is returned where nobody wants another, or where it was cut or refused', async () => {
    expect(await retried([empty], { afterEmpty: 0 }).run()).toMatchObject(empty)
    for (const finish of ['length', 'refused'] as const) {
      const { model, run } = retried([{ ...empty, finish }])
      expect(await run()).toMatchObject({ finish })
      expect(model.calls).toHaveLength(1)
    }
  })
})

test('a caller’s mistake is told', () => {
  const mistakes: RetryOptions[] = [
    { attempts: 0 },
    { attempts: 1.5 },
    { deadline: 0 },
    { deadline: Number.NaN },
    { afterPaid: -1 },
    { firstWait: -1 },
  ]
  for (const options of mistakes) {
    expect(() => retry(options)).toThrow(RangeError)
    expect(() => retry(options)).toThrow(Object.keys(options)[0])
  }
})
