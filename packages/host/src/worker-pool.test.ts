import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

import { describe, expect, test } from 'vitest'

import { failure, poolOf } from './pool.test.support.ts'
import type { Request } from './pool.test.worker.ts'

describe('answers', () => {
  test('each request gets its own answer, and one worker takes them in order', async () => {
    await using pool = poolOf({ size: 1 })
    const order: number[] = []
    const numbers = Array.from({ length: 50 }, (_, index) => index)
    const answers = await Promise.all(
      numbers.map(async (value) => {
        const answer = await pool.run({ do: 'sleep', milliseconds: (value * 7) % 5, value })
        order.push(value)
        return answer.value
      }),
    )
    expect(answers).toEqual(numbers)
    expect(order).toEqual(numbers)
  })

  test('several workers answer at the same time, no more than `size`, and only as many as needed start', async () => {
    await using pool = poolOf({ size: 3 })
    const alone = await pool.run({ do: 'echo' })
    expect((await pool.run({ do: 'echo' })).thread).toBe(alone.thread)

    const count = new Int32Array(new SharedArrayBuffer(4))
    const meet = { do: 'meet', count, people: 3 } as const
    const met = await Promise.all(Array.from({ length: 3 }, () => pool.run(meet)))
    const threads = new Set(met.map((answer) => answer.thread))
    expect(threads.size).toBe(3)
    const later = await Promise.all(Array.from({ length: 12 }, () => pool.run({ do: 'echo' })))
    expect(later.every((answer) => threads.has(answer.thread))).toBe(true)
  })

  test('bytes survive the way, and data arrives as workerData', async () => {
    await using pool = poolOf({ size: 1, data: { seed: 7 } })
    const answer = await pool.run({ do: 'echo', value: new Uint8Array([1, 2, 255]) })
    expect(answer).toMatchObject({ value: new Uint8Array([1, 2, 255]), data: { seed: 7 } })
  })

  test('stackMegabytes makes room for deep recursion', async () => {
    const deep: Request = { do: 'recurse', depth: 300_000 }
    await using pool = poolOf({ size: 1, stackMegabytes: 64 })
    expect((await pool.run(deep)).value).toBe(300_000)
    await using small = poolOf({ size: 1 })
    expect(await failure(small.run(deep))).toMatchObject({ kind: 'crashed', cause: expect.any(RangeError) })
  })

  test('a request that cannot be cloned is a TypeError and costs no worker', async () => {
    await using pool = poolOf({ size: 1 })
    const { thread } = await pool.run({ do: 'echo' })
    const error = await failure(pool.run({ do: 'echo', value: () => 1 }))
    expect(error).toBeInstanceOf(TypeError)
    expect((error as Error).message).toMatch(/^a request to pool\.test\.worker\.ts must be cloneable: /)
    expect((await pool.run({ do: 'echo' })).thread).toBe(thread)
  })

  test('options out of range are RangeErrors', () => {
    expect(() => poolOf({ size: 0 })).toThrow(RangeError)
    expect(() => poolOf({ size: 1.5 })).toThrow('size must be a whole number of workers from 1, not 1.5')
    expect(() => poolOf({ deadline: 0 })).toThrow('deadline must be above 0 and at most 2147483647, not 0')
    expect(() => poolOf({ deadline: Number.POSITIVE_INFINITY })).toThrow(RangeError)
    expect(() => poolOf({ stackMegabytes: Number.NaN })).toThrow(RangeError)
  })
})

describe('abort', () => {
  test('a queued request leaves the queue, the others go on', async () => {
    await using pool = poolOf({ size: 1 })
    const controller = new AbortController()
    const running = pool.run({ do: 'sleep', milliseconds: 200, value: 'first' })
    const queued = failure(pool.run({ do: 'loop' }, { signal: controller.signal }))
    const last = pool.run({ do: 'echo', value: 'last' })
    const reason = new Error('changed my mind')
    controller.abort(reason)
    expect(await queued).toBe(reason)
    expect((await running).value).toBe('first')
    expect((await last).value).toBe('last')
  })

  test('a running request ends with its worker, the others go on', async () => {
    await using pool = poolOf({ size: 1 })
    await pool.run({ do: 'echo' })
    const controller = new AbortController()
    const running = failure(pool.run({ do: 'loop' }, { signal: controller.signal }))
    const behind = pool.run({ do: 'echo', value: 'behind' })
    await new Promise((resolve) => setTimeout(resolve, 50))
    controller.abort()
    expect(await running).toMatchObject({ name: 'AbortError' })
    expect((await behind).value).toBe('behind')
  })

  test('after the answer it does nothing, and before the call it rejects at once', async () => {
    await using pool = poolOf({ size: 1 })
    const controller = new AbortController()
    const { thread } = await pool.run({ do: 'echo' }, { signal: controller.signal })
    controller.abort()
    expect((await pool.run({ do: 'echo' })).thread).toBe(thread)
    expect(await failure(pool.run({ do: 'echo' }, { signal: controller.signal }))).toMatchObject({
      name: 'AbortError',
    })
  })

  test('one signal for a thousand requests makes no warning and stops them all', async () => {
    const warnings: Error[] = []
    const hear = (warning: Error) => warnings.push(warning)
    process.on('warning', hear)
    await using pool = poolOf({ size: 2 })
    const controller = new AbortController()
    const { signal } = controller
    const requests = Array.from({ length: 1000 }, () => failure(pool.run({ do: 'loop' }, { signal })))
    controller.abort()
    expect(await Promise.all(requests)).toEqual(requests.map(() => signal.reason))
    await new Promise((resolve) => setImmediate(resolve))
    process.off('warning', hear)
    expect(warnings).toEqual([])
  })
})

describe('dispose', () => {
  test('rejects running and queued requests as closed, ends the workers, and may be called twice', async () => {
    const pool = poolOf({ size: 1 })
    await pool.run({ do: 'echo' })
    const open = [failure(pool.run({ do: 'loop' })), failure(pool.run({ do: 'echo' }))]
    await Promise.all([pool[Symbol.asyncDispose](), pool[Symbol.asyncDispose]()])
    expect(await Promise.all(open)).toMatchObject([{ kind: 'closed' }, { kind: 'closed' }])
    expect(await failure(pool.run({ do: 'echo' }))).toMatchObject({
      kind: 'closed',
      message: 'the worker pool is closed',
    })
    await pool[Symbol.asyncDispose]()
  })

  test('while a worker starts rejects what waits for it', async () => {
    const pool = poolOf({ size: 1 })
    const open = failure(pool.run({ do: 'echo' }))
    await pool[Symbol.asyncDispose]()
    expect(await open).toMatchObject({ kind: 'closed' })
  })
})

test('an idle pool lets the process end', () => {
  const program = fileURLToPath(new URL('idle.test.program.ts', import.meta.url))
  expect(execFileSync(process.execPath, [program], { encoding: 'utf8', timeout: 20_000 })).toBe('one two\n')
})
