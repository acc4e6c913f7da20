import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

import { random, StoreError } from '@textgrad/core'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { keyOf, textOf } from './content-cache.test.support.ts'
import { contentCache } from './content-cache.ts'

let dir = ''
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'textgrad-cache-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

const fileOf = (number: number) => join(dir, keyOf(number).slice(0, 2), keyOf(number).slice(2))
const setUsed = (number: number, secondsAgo: number) =>
  utimesSync(fileOf(number), new Date(), new Date(Date.now() - secondsAgo * 1000))

describe('a content cache', () => {
  test('gives back what was put, also to the next process, and nothing for what was not', async () => {
    const cache = contentCache(join(dir, 'made/on/first/use'))
    for (const text of ['', 'text', '\uFEFFü\u0000\r\n"}', 'x'.repeat(3_000_000)]) {
      await cache.put(keyOf(1), text)
      expect(await contentCache(join(dir, 'made/on/first/use')).get(keyOf(1))).toBe(text)
    }
    expect(await cache.get(keyOf(2))).toBeUndefined()
  })

  test('says how much it holds, and clears that alone', async () => {
    const cache = contentCache(dir)
    await cache.put(keyOf(1), 'one')
    await cache.put(keyOf(2), 'two')
    writeFileSync(join(dir, 'notes.txt'), 'mine')
    const { entries, bytes } = await cache.stat()
    expect(entries).toBe(2)
    expect(bytes).toBe(readFileSync(fileOf(1)).length + readFileSync(fileOf(2)).length)
    await cache.clear()
    expect(await cache.stat()).toEqual({ entries: 0, bytes: 0 })
    expect(await cache.get(keyOf(1))).toBeUndefined()
    expect(readFileSync(join(dir, 'notes.txt'), 'utf8')).toBe('mine')
  })

  test('a damaged entry is a miss, and is replaced', async () => {
    const cache = contentCache(dir)
    const { integer } = random(1, 'damage')
    await cache.put(keyOf(1), textOf(1))
    const whole = readFileSync(fileOf(1))
    const damages = [
      ...Array.from({ length: 200 }, () => {
        const bytes = Buffer.from(whole)
        const at = integer(bytes.length)
        bytes[at] = bytes[at]! ^ (1 << integer(8))
        return bytes
      }),
      ...[0, 1, 16, 80, 81, 82, whole.length - 1].map((length) => whole.subarray(0, length)),
      Buffer.concat([whole, Buffer.from('x')]),
      Buffer.from('textgrad-cache 2 of another version\n'),
    ]
    for (const damage of damages) {
      writeFileSync(fileOf(1), damage)
      expect(await cache.get(keyOf(1))).toBeUndefined()
    }
    await cache.put(keyOf(1), textOf(1))
    expect(await cache.get(keyOf(1))).toBe(textOf(1))
  })

  test('keeps to its size: what was not used for longest goes first', async () => {
    const size = 10_000
    const cache = contentCache(dir, { maxBytes: 10 * (size + 100) })
    for (let number = 0; number < 9; number++) {
      await cache.put(keyOf(number), 'x'.repeat(size))
      setUsed(number, 100 - number)
    }
    await cache.get(keyOf(0))
    for (let number = 9; number < 13; number++) await cache.put(keyOf(number), 'x'.repeat(size))
    const kept = await Promise.all(Array.from({ length: 13 }, (_, number) => cache.get(keyOf(number))))
    expect((await cache.stat()).bytes).toBeLessThanOrEqual(10 * (size + 100))
    const lost = kept.flatMap((text, number) => (text === undefined ? [number] : []))
    expect(lost.length).toBeGreaterThan(2)
    expect(lost).toEqual(Array.from(lost, (_, index) => index + 1))
  })

  test('does not keep what would fill it alone', async () => {
    const cache = contentCache(dir, { maxBytes: 1000 })
    await cache.put(keyOf(1), 'small')
    await cache.put(keyOf(2), 'x'.repeat(1000))
    expect(await cache.get(keyOf(1))).toBe('small')
    expect(await cache.get(keyOf(2))).toBeUndefined()
  })

  test('removes what killed writers left, once it is an hour old', async () => {
    const cache = contentCache(dir)
    await cache.put(keyOf(1), 'one')
    for (const name of ['old', 'new']) writeFileSync(join(dir, 'tmp', name), 'half')
    utimesSync(join(dir, 'tmp/old'), 0, 0)
    await contentCache(dir).put(keyOf(2), 'two')
    expect(readdirSync(join(dir, 'tmp'))).toEqual(['new'])
  })

  test('goes on when its folder is removed meanwhile', async () => {
    const cache = contentCache(dir)
    await cache.put(keyOf(1), 'one')
    rmSync(dir, { recursive: true })
    expect(await cache.get(keyOf(1))).toBeUndefined()
    await cache.put(keyOf(2), 'two')
    expect(await cache.get(keyOf(2))).toBe('two')
  })

  test('a folder that cannot be is a StoreError that names it, before anything is kept, and is tried again', async () => {
    const file = join(dir, 'file')
    writeFileSync(file, '')
    const cache = contentCache(join(file, 'cache'))
    await expect(cache.get(keyOf(1))).rejects.toThrow(StoreError)
    await expect(cache.put(keyOf(1), 'one')).rejects.toThrow(
      `The cache in ${join(file, 'cache')} cannot be used`,
    )
    rmSync(file)
    await cache.put(keyOf(1), 'one')
    expect(await cache.get(keyOf(1))).toBe('one')
  })

  test('a caller’s mistake is told', async () => {
    expect(() => contentCache(' ')).toThrow(new TypeError('dir must name a folder'))
    expect(() => contentCache(dir, { maxBytes: 0 })).toThrow(RangeError)
    const cache = contentCache(dir)
    await expect(cache.get('../../etc/passwd')).rejects.toThrow(TypeError)
    await expect(cache.put(keyOf(1).toUpperCase(), '')).rejects.toThrow(TypeError)
    await expect(cache.put(keyOf(1), '\uD800')).rejects.toThrow(TypeError)
  })
})

test('fault 39: writers that are killed leave every entry whole, and what they had put is there', async () => {
  const program = fileURLToPath(new URL('content-cache.test.program.ts', import.meta.url))
  const { integer } = random(7, 'kills')
  const put = new Set<number>()
  for (let round = 0; round < 4; round++) {
    await Promise.all(
      [0, 1, 2].map(async (writer) => {
        const child = spawn(process.execPath, [program, dir, `${round}${writer}`], {
          stdio: ['ignore', 'pipe', 'inherit'],
        })
        let left = 1 + integer(40)
        for await (const line of createInterface({ input: child.stdout })) {
          put.add(Number(line))
          if (--left === 0) child.kill('SIGKILL')
        }
        if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
      }),
    )
  }
  const cache = contentCache(dir)
  expect(put.size).toBeGreaterThan(20)
  for (const number of put) expect(await cache.get(keyOf(number))).toBe(textOf(number))
  for (let number = 0; number < 200; number++)
    expect([undefined, textOf(number)]).toContain(await cache.get(keyOf(number)))
})
