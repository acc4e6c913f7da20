import {
  closeSync,
  copyFileSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { isDeepStrictEqual } from 'node:util'

import { random, StoreError, type RunEvent } from '@textgrad/core'
import { beforeAll, describe, expect, it } from 'vitest'

import { folder, newFile, within } from './durable.test.support.ts'
import { openStore } from './store.ts'

const event = (index: number): RunEvent => ({
  step: index % 3,
  path: `step-${index % 3}/${index}`,
  at: 1e12 + index,
  type: 'note',
  text: `note ${index} ${'y'.repeat((index * 37) % 700)}`,
})
const entry = (index: number) => ({
  hash: `h${index}`,
  reply: { text: `reply ${index} ${'z'.repeat((index * 53) % 2000)}` },
  spent: { calls: 1, tokens: index },
})
const count = 60

let whole: string
let id: string
beforeAll(async () => {
  whole = newFile()
  id = await within(whole, async (store) => {
    await using run = await store.start({ task: 'test', config: { a: 1 } })
    for (let index = 0; index < count; index++) {
      await run.journal.intent(`path ${index}`, {
        hash: `h${index}`,
        reserved: { calls: 1 },
        purpose: 'forward',
      })
      await run.journal.settle(`path ${index}`, entry(index))
      await run.emit(event(index))
    }
    return run.id
  })
}, 60_000)

/** Everything that a store gives back. */
async function contents(file: string): Promise<unknown> {
  await using store = await openStore(file)
  const ids = await store.runs()
  const events = await Array.fromAsync(store.read(id))
  const info = await store.info(id)
  await using run = await store.resume(id)
  const replies = []
  for (let index = 0; index < count; index++)
    replies.push(await run.journal.get(`path ${index}`, `h${index}`))
  return {
    ids,
    events,
    replies,
    plan: run.plan,
    spent: info.spent,
    maybe: info.maybe,
    attempts: info.attempts,
  }
}

function copy(change: (bytes: Buffer) => void): string {
  const file = newFile()
  copyFileSync(whole, file)
  const bytes = readFileSync(file)
  change(bytes)
  writeFileSync(file, bytes)
  return file
}

/** 'intact', 'refused', or what else became of a store of which a byte was changed. */
async function outcomeOf(file: string, good: unknown): Promise<unknown> {
  const before = readFileSync(file)
  let found: unknown
  try {
    found = await contents(file)
  } catch (error) {
    if (!(error instanceof StoreError) || !error.message.includes(file)) return error
    const again = await openStore(file).catch(() => undefined)
    if (again) await again[Symbol.asyncDispose]()
    // What is refused when it is opened is left as it is.
    return again || readFileSync(file).equals(before) ? 'refused' : `written over: ${error.message}`
  }
  return isDeepStrictEqual(found, good) ? 'intact' : found
}

describe('a damaged store', { timeout: 120_000 }, () => {
  it('fault 36: gives what was written or a StoreError, whichever of its bytes is another', async () => {
    const good = await contents(copy(() => {}))
    let state = 12_345
    const random = (below: number): number => (state = (state * 48_271) % 2_147_483_647) % below
    const refused: unknown[] = []
    const others: unknown[] = []
    for (let round = 0; round < 1000; round++) {
      const file = copy((bytes) => {
        const place = random(bytes.length)
        bytes[place] = bytes[place]! ^ (1 << random(8))
      })
      const outcome = await outcomeOf(file, good)
      if (outcome !== 'intact') refused.push(outcome)
      if (outcome !== 'intact' && outcome !== 'refused') others.push(outcome)
    }
    expect(others).toEqual([])
    // Bytes that nobody uses are intact, and there are some of both.
    expect(refused.length).toBeGreaterThan(500)
    expect(refused.length).toBeLessThan(995)
  })

  it('fault 36: of more than 64 MB, too', async () => {
    const file = newFile()
    const reply = 'z'.repeat(1_000_000)
    const run = await within(file, async (store) => {
      await using large = await store.start({ task: 'test' })
      for (let index = 0; index < 70; index++) {
        await large.journal.intent(`path ${index}`, { hash: 'h', reserved: { calls: 1 }, purpose: 'forward' })
        await large.journal.settle(`path ${index}`, { hash: 'h', reply, spent: { calls: 1 } })
        await large.emit(event(index))
      }
      return large.id
    })
    const size = statSync(file).size
    expect(size).toBeGreaterThan(64 << 20)
    const descriptor = openSync(file, 'r+')
    const byte = Buffer.alloc(1)
    const flip = (place: number, bit: number): void => {
      readSync(descriptor, byte, 0, 1, place)
      byte[0] = byte[0]! ^ (1 << bit)
      writeSync(descriptor, byte, 0, 1, place)
    }
    const { next } = random(1, 'flips')
    const found: unknown[] = []
    for (let round = 0; round < 16; round++) {
      const [place, bit] = [100 + Math.floor(next() * (size - 100)), Math.floor(next() * 8)]
      flip(place, bit)
      // It is opened, and refused where it is gone on with.
      const outcome = await within(file, async (store) => {
        await using held = await store.resume(run)
        return held.id
      }).catch((error: unknown) => error)
      found.push(outcome)
      flip(place, bit)
    }
    closeSync(descriptor)
    for (const outcome of found)
      expect(outcome).toMatchObject({
        name: 'StoreError',
        message: expect.stringContaining(`${file} is damaged (`),
      })
  })

  it('fault 36: is refused where a page of it is overwritten or its end is missing, and told what to do', async () => {
    const size = readFileSync(whole).length
    const wrong: [string, RegExp][] = [
      [copy((bytes) => bytes.fill(0xff, 4096, 8192)), /is damaged \(.*\.recover/],
      [copy((bytes) => bytes.fill(0, size - 8192)), /is damaged \(.*\.recover/],
    ]
    for (const length of [size - 1, size - 4096, 8192, 4096]) {
      const file = copy(() => {})
      truncateSync(file, length)
      wrong.push([file, /is damaged \(\d+ of \d+ bytes are missing\)/])
    }
    for (const [file, message] of wrong) {
      const before = readFileSync(file)
      await expect(openStore(file)).rejects.toThrow(message)
      await expect(openStore(file)).rejects.toThrow(file)
      expect(readFileSync(file).equals(before)).toBe(true)
    }
  })

  it('fault 36: is told from an empty one: what is no store is refused and left as it is', async () => {
    const foreign = newFile()
    const other = new DatabaseSync(foreign)
    other.exec('PRAGMA journal_mode = WAL; CREATE TABLE runs(id TEXT); INSERT INTO runs VALUES(1)')
    other.close()
    const text = newFile()
    writeFileSync(text, 'id,score\n')
    const short = newFile()
    truncateSync((writeFileSync(short, readFileSync(whole)), short), 50)
    for (const [file, message] of [
      [foreign, 'is a SQLite file of another program (application 0), not a store of textgrad'],
      [text, 'is not a store of textgrad, or its beginning is damaged'],
      [short, 'is not a store of textgrad, or its beginning is damaged'],
    ] as const) {
      const before = readFileSync(file)
      await expect(openStore(file)).rejects.toThrow(
        new RegExp(`^${file} ${message.replaceAll(/[()]/g, '.')}`),
      )
      expect(readFileSync(file).equals(before)).toBe(true)
      expect(existsSync(`${file}-wal`)).toBe(false)
    }
    // An empty file is an empty store.
    const empty = newFile()
    writeFileSync(empty, '')
    expect(await within(empty, async (store) => store.runs())).toEqual([])
  })

  it('fault 36: is not thrown away with its log where the file itself is missing', async () => {
    const file = newFile()
    const store = await openStore(file)
    const run = await store.start({ task: 'test' })
    await run.emit(event(1))
    const log = readFileSync(`${file}-wal`)
    await store[Symbol.asyncDispose]()
    for (const there of [false, true]) {
      const lost = newFile()
      if (there) writeFileSync(lost, '')
      writeFileSync(`${lost}-wal`, log)
      await expect(openStore(lost)).rejects.toThrow(
        `is damaged (it is ${there ? 'empty' : 'missing'}, but its log ${lost}-wal is there)`,
      )
      expect(readFileSync(`${lost}-wal`).equals(log)).toBe(true)
    }
  })

  it('leaves nothing half made beside it', async () => {
    await Promise.all(
      Array.from({ length: 4 }, async () => within(`${folder}/together.db`, async (store) => store.runs())),
    )
    expect(
      readdirSync(folder).filter((name) => name.startsWith('together') || name.includes('.new')),
    ).toEqual(['together.db'])
  })
})
