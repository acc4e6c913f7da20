import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'

import { random } from '@textgrad/core'
import { describe, expect, test } from 'vitest'

import type { DownloadFault } from './download-error.ts'
import { content, failure, fast, left, serverOf, to, within } from './download.test.support.ts'
import { download } from './download.ts'
import { fileServer, randomBytes, sha256, type Fault } from './server.test.support.ts'

describe('a connection that breaks off', () => {
  test.for([1, 2, 3, 4, 5, 6, 7, 8])('at random bytes, seed %i: the rest is asked for', async (seed) => {
    const { integer } = random(seed, 'cuts')
    const cuts = Array.from({ length: 4 }, () => integer(content.length))
    await using server = await serverOf(...cuts.map((cut) => ({ cut })))
    await download({ ...fast, to: to(), from: server.url })
    expect(readFileSync(to()).equals(content)).toBe(true)
    let offset = 0
    for (const [count, { range, ifRange }] of server.asked.entries()) {
      expect(range).toBe(offset === 0 ? undefined : `bytes=${offset}-`)
      expect(ifRange).toBe(offset === 0 ? undefined : `"${fast.sha256.slice(0, 8)}"`)
      offset = Math.min(content.length, offset + (cuts[count] ?? 0))
    }
    expect(left()).toEqual(['file.bin'])
  })

  test.for([11, 12, 13])('of a server without ranges, seed %i: it begins anew', async (seed) => {
    const { integer } = random(seed, 'cuts')
    const faults = [0, 1, 2].map(() => ({ cut: integer(content.length), ignoresRange: true }))
    await using server = await serverOf(...faults, { ignoresRange: true })
    await download({ ...fast, to: to(), from: server.url })
    expect(readFileSync(to()).equals(content)).toBe(true)
    expect(server.asked).toHaveLength(4)
  })

  test('is noticed where the length is not told', async () => {
    await using server = await serverOf({ cut: 1000, isUnmeasured: true })
    await download({ ...fast, to: to(), from: server.url, bytes: content.length })
    expect(readFileSync(to()).equals(content)).toBe(true)
  })

  test('ends it after five times without progress, and the part is gone on with next time', async () => {
    const faults = [{ cut: 150_000 }, ...Array.from({ length: 5 }, () => ({ cut: 0 }))]
    await using server = await serverOf(...faults)
    const options = { ...fast, to: to(), from: server.url }
    const error = await failure(download(options))
    expect(error).toMatchObject({ kind: 'connection', retryable: true })
    expect(error.message).toMatch(new RegExp(`^${server.url}/file.bin: the connection .*; 5 times in a row$`))
    expect(server.asked).toHaveLength(5)
    expect(left()).toEqual(['file.bin.part'])
    expect(statSync(within('made/file.bin.part/bytes')).size).toBe(150_000)
    await download(options)
    expect(server.asked[5]).toMatchObject({ range: 'bytes=150000-', ifRange: expect.any(String) as string })
    expect(server.asked).toHaveLength(7)
    expect(left()).toEqual(['file.bin'])
  })

  test('does not count while there is progress', async () => {
    await using server = await fileServer({ 'file.bin': content }, () => ({ cut: 50_000 }))
    await failure(download({ ...fast, to: to(), from: server.url }))
    expect(server.asked).toHaveLength(5)
    rmSync(within('made'), { recursive: true })
    const large = randomBytes(2, 800_000)
    await using other = await fileServer({ 'file.bin': large }, () => ({ cut: 65_536 }))
    await download({ ...fast, to: to(), from: other.url, sha256: sha256(large) })
    expect(other.asked).toHaveLength(13)
  })

  test('by stalling is cut off', async () => {
    await using server = await serverOf({ stall: 1000 }, { stall: 0 })
    const options = { ...fast, to: to(), from: server.url, stallAfter: 1000 }
    await download(options)
    expect(server.asked).toHaveLength(3)
    await using silent = await fileServer({ 'file.bin': content }, () => ({ stall: 0 }))
    const error = await failure(download({ ...options, to: `${to()}2`, from: silent.url }))
    expect(error).toMatchObject({
      kind: 'timeout',
      message: `${silent.url}/file.bin: nothing came for 1 s; 5 times in a row`,
    })
  })

  test('before it begins: nobody listens', async () => {
    const server = await serverOf()
    await server[Symbol.asyncDispose]()
    const error = await failure(download({ ...fast, to: to(), from: server.url }))
    expect(error.message).toMatch(/the connection failed: .*ECONNREFUSED.*5 times in a row/)
    expect(left()).toEqual([])
  })
})

describe('what a server answers', () => {
  test.for<[number, DownloadFault, number]>([
    [404, 'missing', 1],
    [410, 'missing', 1],
    [403, 'status', 1],
    [204, 'status', 1],
    [206, 'status', 1],
    [500, 'status', 5],
    [503, 'status', 5],
    [429, 'status', 5],
  ])('%i is told as %s after %i requests', async ([status, kind, requests]) => {
    await using server = await fileServer({ 'file.bin': content }, () => ({ status }))
    const error = await failure(download({ ...fast, to: to(), from: server.url }))
    expect(error.kind).toBe(kind)
    expect(error.message).toContain(`${server.url}/file.bin: the server answers ${status}`)
    expect(server.asked).toHaveLength(requests)
    expect(left()).toEqual([])
  })

  test('that passes is waited for', async () => {
    const headers = { 'retry-after-ms': '5' }
    await using server = await serverOf({ status: 503, headers }, { status: 429 })
    await download({ ...fast, to: to(), from: server.url })
    expect(server.asked).toHaveLength(3)
  })

  test('a wait of more than a minute is told', async () => {
    await using server = await serverOf({ status: 503, headers: { 'retry-after': '120' } })
    const error = await failure(download({ ...fast, to: to(), from: server.url }))
    expect(error).toMatchObject({ retryAfter: 120_000, retryable: true })
    expect(error.message).toMatch(/answers 503 and asks to come back in 120 s$/)
  })

  test('wrong bytes: both digests are told, and nothing is left', async () => {
    const wrong = Buffer.from(content)
    wrong[100_000]! ^= 1
    await using server = await serverOf({ content: wrong })
    const error = await failure(download({ ...fast, to: to(), from: server.url }))
    expect(error).toMatchObject({
      kind: 'checksum',
      message: `${server.url}/file.bin: expected the SHA-256 ${fast.sha256}, got ${sha256(wrong)}`,
    })
    expect(server.asked).toHaveLength(1)
    expect(left()).toEqual([])
  })

  test.for<[string, Fault, string]>([
    ['less', { content: content.subarray(1) }, 'expected 300000 bytes, got 299999'],
    ['more', { content: Buffer.concat([content, content]) }, 'expected 300000 bytes, got 600000'],
    [
      'more than it says',
      { content: Buffer.concat([content, content]), isUnmeasured: true },
      'expected 300000 bytes, got more',
    ],
  ])('%s than expected is refused', async ([, fault, message]) => {
    await using server = await serverOf(fault)
    const options = { ...fast, to: to(), from: server.url, bytes: content.length }
    expect(await failure(download(options))).toMatchObject({
      kind: 'size',
      message: `${server.url}/file.bin: ${message}`,
    })
    expect(left()).toEqual([])
    const capped = { ...options, bytes: undefined, maxBytes: 1000 }
    expect((await failure(download(capped))).message).toContain('expected at most 1000 bytes, got more')
  })

  test('another file meanwhile: it begins anew', async () => {
    const old = randomBytes(3, 200_000)
    await using server = await serverOf({ content: old, cut: 100_000 })
    await download({ ...fast, to: to(), from: server.url })
    expect(server.asked.map(({ range }) => range)).toEqual([undefined, 'bytes=100000-'])
    expect(readFileSync(to()).equals(content)).toBe(true)
  })

  test('another range than asked for: all of it is asked for', async () => {
    for (const headers of [{ 'content-range': 'bytes 7-9/10' }, { 'content-range': 'nonsense' }]) {
      rmSync(to(), { force: true })
      await using server = await serverOf({ cut: 1000 }, { headers })
      await download({ ...fast, to: to(), from: server.url })
      expect(server.asked.map(({ range }) => range)).toEqual([undefined, 'bytes=1000-', undefined])
    }
  })

  test('a part that was damaged on the disk is fetched anew, once', async () => {
    await using server = await serverOf()
    for (const damage of [randomBytes(4, 1000), randomBytes(4, content.length), randomBytes(4, 400_000)]) {
      rmSync(within('made'), { recursive: true, force: true })
      mkdirSync(within('made/file.bin.part'), { recursive: true })
      writeFileSync(within('made/file.bin.part/bytes'), damage)
      await download({ ...fast, to: to(), from: server.url, bytes: content.length })
      expect(readFileSync(to()).equals(content)).toBe(true)
    }
    await using wrong = await fileServer({ 'file.bin': randomBytes(5, content.length) })
    mkdirSync(within('made/other.part'), { recursive: true })
    writeFileSync(within('made/other.part/bytes'), content.subarray(0, 10))
    const error = await failure(download({ ...fast, to: within('made/other'), from: wrong.url }))
    expect(error.kind).toBe('checksum')
    expect(wrong.asked.map(({ range }) => range)).toEqual(['bytes=10-', undefined])
  })
})
