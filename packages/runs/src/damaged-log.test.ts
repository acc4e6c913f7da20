import {
  copyFileSync,
  existsSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'

import { random } from '@textgrad/core'
import { beforeAll, describe, expect, it } from 'vitest'

import { child } from './child.test.support.ts'
import { newFile, within } from './durable.test.support.ts'
import { openStore } from './store.ts'

const program = new URL('./writing.test.program.ts', import.meta.url)

let whole: string
let run: string
let acknowledged: number
beforeAll(async () => {
  whole = newFile()
  const writing = child(program, { store: whole })
  run = (await writing.next())!
  for (let line = 0; line < 60; line++) await writing.next()
  writing.kill()
  acknowledged = (await writing.ended()).lines.length - 1
}, 30_000)

/** A copy of a store whose process was killed, with what it left beside it. */
function copy(): string {
  const file = newFile()
  for (const end of ['', '-wal', '-marks']) copyFileSync(whole + end, file + end)
  return file
}

/** How many events a run has when it is gone on with. */
const resumed = (file: string): Promise<number> =>
  within(file, async (store) => {
    await using held = await store.resume(run)
    return (await Array.fromAsync(store.read(held.id))).filter(({ event }) => event.type === 'note').length
  })

const refused = /is damaged \(a run has \d+ events, and \d+ were kept: the end of its log \S+-wal is missing/

describe('a store whose log is damaged', { timeout: 60_000 }, () => {
  it('has all of it where it is whole, and tells nothing beside it when it has ended', async () => {
    const file = copy()
    expect(await resumed(file)).toBeGreaterThanOrEqual(acknowledged)
    expect(existsSync(`${file}-marks`)).toBe(false)
  })

  it('fault 36: is refused where the end of the log is missing, and goes on without it when that is wanted', async () => {
    const size = statSync(`${whole}-wal`).size
    for (const length of [size >> 1, 100_000]) {
      const file = copy()
      truncateSync(`${file}-wal`, length)
      const left = readFileSync(`${file}-wal`)
      await expect(openStore(file)).rejects.toThrow(refused)
      // Until somebody has decided.
      await expect(openStore(file)).rejects.toThrow(refused)
      expect(readFileSync(`${file}-wal`).equals(left)).toBe(true)
      rmSync(`${file}-marks`)
      expect(await resumed(file)).toBeLessThan(acknowledged)
    }
  })

  it('fault 36: is refused where all of the log is missing, and is an empty store without it', async () => {
    const file = copy()
    rmSync(`${file}-wal`)
    await expect(openStore(file)).rejects.toThrow(refused)
    rmSync(`${file}-marks`)
    expect(await within(file, async (store) => store.runs())).toEqual([])
  })

  it('fault 36: gives all that was acknowledged or a StoreError, whichever of the bytes of the log is another', async () => {
    const { next } = random(1, 'flips')
    const refusals: string[] = []
    const counts: number[] = []
    for (let round = 0; round < 60; round++) {
      const file = copy()
      const bytes = readFileSync(`${file}-wal`)
      const place = Math.floor(next() * bytes.length)
      bytes[place] = bytes[place]! ^ (1 << Math.floor(next() * 8))
      writeFileSync(`${file}-wal`, bytes)
      await resumed(file).then(
        (count) => counts.push(count),
        (error: Error) => refusals.push(error.message),
      )
    }
    for (const count of counts) expect(count).toBeGreaterThanOrEqual(acknowledged)
    for (const message of refusals) expect(message).toMatch(/^The store \S+ is damaged \(/)
    expect(refusals.length).toBeGreaterThan(40)
  })
})
