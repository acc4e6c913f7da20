import { describe, expect, test } from 'vitest'

import { failure, poolOf, timeSince } from './pool.test.support.ts'
import type { Answer, Request } from './pool.test.worker.ts'
import { WorkerError } from './worker-error.ts'
import { workerModule } from './worker-module.ts'
import { workerPool } from './worker-pool.ts'

describe('deadline', () => {
  test('only the request that passes it fails; those behind it go on in a fresh worker', async () => {
    await using pool = poolOf({ size: 1, deadline: 3000 })
    const before = await pool.run({ do: 'echo' })
    const start = performance.now()
    const stuck = failure(pool.run({ do: 'loop' }))
    const behind = Promise.all([1, 2, 3].map((value) => pool.run({ do: 'echo', value })))

    const error = await stuck
    expect(timeSince(start)).toBeGreaterThanOrEqual(2999)
    expect(error).toBeInstanceOf(WorkerError)
    expect(error).toMatchObject({
      kind: 'timeout',
      message: 'pool.test.worker.ts did not answer within 3000 ms',
    })
    const answers = await behind
    expect(answers.map((answer) => answer.value)).toEqual([1, 2, 3])
    expect(answers[0]?.thread).not.toBe(before.thread)
  })

  test('counts neither the wait in the queue nor the start of the worker', async () => {
    await using pool = poolOf({ size: 1, deadline: 3000 })
    const answers = await Promise.all(
      [1, 2, 3, 4].map((value) => pool.run({ do: 'sleep', milliseconds: 1000, value })),
    )
    expect(answers.map((answer) => answer.value)).toEqual([1, 2, 3, 4])
  })

  test('an answer that came in time counts, even where this thread was too busy to hear it', async () => {
    await using pool = poolOf({ size: 1, deadline: 3000 })
    await pool.run({ do: 'echo' })
    const answer = pool.run({ do: 'sleep', milliseconds: 50, value: 'in time' })
    await new Promise((resolve) => setImmediate(resolve))
    const start = performance.now()
    while (timeSince(start) < 3500);
    expect((await answer).value).toBe('in time')
  })
})

describe('a crash', () => {
  const crashes: [string, Request, RegExp, object][] = [
    [
      'an exception',
      { do: 'throw' },
      /failed: no such atom/,
      { message: 'no such atom', name: 'RangeError' },
    ],
    ['an exception that cannot be cloned', { do: 'throw-uncloneable' }, /failed: Error: odd/, {}],
    ['an answer that cannot be cloned', { do: 'return-uncloneable' }, /could not be cloned/, {}],
    ['a trap in WebAssembly', { do: 'trap' }, /failed: unreachable/, { message: 'unreachable' }],
  ]
  test.for(crashes)('of %s fails its own request only', async ([, request, message, cause]) => {
    await using pool = poolOf({ size: 1 })
    const crash = failure(pool.run(request))
    const behind = pool.run({ do: 'echo', value: 'alive' })
    const error = await crash
    expect(error).toBeInstanceOf(WorkerError)
    expect(error).toMatchObject({ kind: 'crashed', message: expect.stringMatching(message), cause })
    expect((await behind).value).toBe('alive')
  })

  test('by process.exit names the code', async () => {
    await using pool = poolOf({ size: 1 })
    const crash = failure(pool.run({ do: 'exit', code: 3 }))
    const behind = pool.run({ do: 'echo', value: 'alive' })
    expect(await crash).toMatchObject({ kind: 'crashed', message: 'pool.test.worker.ts exited with code 3' })
    expect((await behind).value).toBe('alive')
  })

  test.for<Request>([{ do: 'exit-later' }, { do: 'throw-later' }])(
    'of an idle worker is no request’s failure: %o',
    async (request) => {
      const gone = new Promise((resolve) => process.once('worker', (worker) => worker.once('exit', resolve)))
      await using pool = poolOf({ size: 1 })
      await pool.run(request)
      await gone
      expect((await pool.run({ do: 'echo', value: 'fresh' })).value).toBe('fresh')
    },
  )
})

describe('a module that does not start', () => {
  const modules: [URL, RegExp, unknown][] = [
    [
      new URL('./broken.test.worker.ts', import.meta.url),
      /^broken\.test\.worker\.ts did not start: it failed: no chemistry today$/,
      expect.objectContaining({ message: 'no chemistry today' }),
    ],
    [
      new URL('./silent.test.worker.ts', import.meta.url),
      /^silent\.test\.worker\.ts did not start: it exited with code 0$/,
      undefined,
    ],
    [
      workerModule(import.meta.url, 'missing'),
      /^missing\.ts did not start: it failed: Cannot find module/,
      expect.any(Error),
    ],
  ]
  test.for(modules)('tells every waiting request why, each time: %s', async ([module, message, cause]) => {
    await using pool = workerPool<Request, Answer>(module, { size: 2 })
    for (let round = 0; round < 2; round++) {
      const errors = await Promise.all([1, 2, 3].map((value) => failure(pool.run({ do: 'echo', value }))))
      for (const error of errors) {
        expect(error).toBeInstanceOf(WorkerError)
        expect(error).toMatchObject({ kind: 'start', message: expect.stringMatching(message) })
        expect((error as Error).cause).toEqual(cause)
      }
    }
  })

  test('data that cannot be cloned is told too', async () => {
    await using pool = poolOf({ data: () => 1 })
    const error = await failure(pool.run({ do: 'echo' }))
    expect(error).toMatchObject({ kind: 'start', cause: { name: 'DataCloneError' } })
  })
})
