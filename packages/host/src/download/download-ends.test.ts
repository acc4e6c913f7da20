import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { random } from '@textgrad/core'
import { describe, expect, test } from 'vitest'

import { content, fast, left, serverOf, to, within } from './download.test.support.ts'
import { download } from './download.ts'
import { fileServer, randomBytes, sha256 } from './server.test.support.ts'

describe('an end before the end', () => {
  test('by its signal: the reason is told, and the part is gone on with', async () => {
    await using server = await serverOf({ slowly: 2000 })
    const controller = new AbortController()
    const reason = new Error('enough')
    const options = { ...fast, to: to(), from: server.url, signal: controller.signal }
    const onProgress = ({ bytes }: { bytes: number }) => {
      if (bytes > 50_000) controller.abort(reason)
    }
    await expect(download({ ...options, onProgress })).rejects.toBe(reason)
    const { size } = statSync(within('made/file.bin.part/bytes'))
    expect(size).toBeGreaterThan(50_000)
    await expect(download(options)).rejects.toBe(reason)
    await download({ ...fast, to: to(), from: server.url })
    expect(server.asked.map(({ range }) => range)).toEqual([undefined, `bytes=${size}-`])
  })

  test('by its signal while it waits for a retry, or for an answer', async () => {
    for (const fault of [{ status: 503 }, { stall: 0 }]) {
      await using server = await fileServer({ 'file.bin': content }, () => fault)
      const signal = AbortSignal.timeout(100)
      const slow = { ...fast, retryDelay: 60_000, to: to(), from: server.url, signal }
      await expect(download(slow)).rejects.toMatchObject({ name: 'TimeoutError' })
      expect(left()).toEqual([])
    }
  })

  test('by kill -9: the next process goes on with what there is', { timeout: 60_000 }, async () => {
    const large = randomBytes(6, 1_000_000)
    await using server = await fileServer({ 'file.bin': large }, () => ({ slowly: 2000 }))
    const program = fileURLToPath(new URL('download.test.program.ts', import.meta.url))
    const { integer } = random(1, 'kills')
    const sizes: number[] = []
    for (let kills = 0; kills < 5; kills++) {
      const child = spawn(process.execPath, [program, server.url, to(), sha256(large)], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      const enough = (sizes.at(-1) ?? 0) + 1 + integer(150_000)
      let last = 0
      child.stdout.on('data', (lines: Buffer) => {
        last = Number(lines.toString().trim().split('\n').at(-1))
        if (last >= enough) child.kill('SIGKILL')
      })
      await once(child, 'close')
      expect(child.signalCode).toBe('SIGKILL')
      expect(left()).toHaveLength(1)
      sizes.push(statSync(within(`made/${left()[0]!}/bytes`)).size)
      expect(sizes.at(-1)).toBeGreaterThanOrEqual(last)
    }
    await download({ ...fast, to: to(), from: server.url, sha256: sha256(large) })
    const ranges = [undefined, ...sizes.map((size) => `bytes=${size}-`)]
    expect(server.asked.map(({ range }) => range)).toEqual(ranges)
    expect(server.asked[1]!.ifRange).toBe(`"${sha256(large).slice(0, 8)}"`)
    expect(readFileSync(to()).equals(large)).toBe(true)
    expect(left()).toEqual(['file.bin'])
  })

  test('two at once do not disturb each other; what is an hour old belongs to nobody', async () => {
    await using server = await fileServer({ 'file.bin': content }, () => ({ slowly: 20_000 }))
    const options = { ...fast, to: to(), from: server.url }
    const both = await Promise.all([download(options), download(options)])
    expect(both.map(({ bytes }) => bytes)).toEqual([content.length, content.length])
    expect(readFileSync(to()).equals(content)).toBe(true)
    expect(left()).toEqual(['file.bin'])
    rmSync(to())
    for (const machine of ['one-1-0123abcd', 'two-2-0123abcd']) {
      const part = within(`made/file.bin.${machine}.part`)
      mkdirSync(part)
      writeFileSync(join(part, 'bytes'), content.subarray(0, 5000))
      if (machine.startsWith('two')) utimesSync(join(part, 'bytes'), 0, 0)
    }
    await download(options)
    expect(server.asked.at(-1)!.range).toBe('bytes=5000-')
    expect(left()).toEqual(['file.bin', 'file.bin.one-1-0123abcd.part'])
  })
})
