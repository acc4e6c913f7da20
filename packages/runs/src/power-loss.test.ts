import { copyFileSync, type fdatasync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'

import { canonicalLog, type JournalEntry } from '@textgrad/core'
import { beforeEach, describe, expect, it, vi } from 'vitest'

import { model, newFile, runIn, stored, within } from './durable.test.support.ts'
import { openStore } from './store.ts'

const disk = vi.hoisted(() => ({
  /** The store that is looked at. */
  file: '',
  begun: 0,
  /** Copies of what is surely on the disk: what was there when a sync began that has ended. */
  kept: [] as string[],
  /** While it is set, syncs that end are not told of. */
  held: undefined as (() => void)[] | undefined,
  failing: false,
}))

vi.mock('node:fs', async (original) => {
  const fs = await original<typeof import('node:fs')>()
  const watched = (descriptor: number, done: (error: NodeJS.ErrnoException | null) => void): void => {
    const copy = `${disk.file}.${disk.begun++}`
    for (const end of ['', '-wal']) copyFileSync(disk.file + end, copy + end)
    fs.fdatasync(descriptor, (error) => {
      const tell = (): void => {
        disk.kept.push(copy)
        done(disk.failing ? Object.assign(new Error('EIO: i/o error, fdatasync'), { code: 'EIO' }) : error)
      }
      if (disk.held) disk.held.push(tell)
      else tell()
    })
  }
  return { ...fs, fdatasync: watched as typeof fdatasync }
})

beforeEach(() =>
  Object.assign(disk, { file: newFile(), begun: 0, kept: [], held: undefined, failing: false }),
)

/** The paths that have a result in a copy. */
function results(copy: string): Set<unknown> {
  using database = new DatabaseSync(copy)
  const rows = database.prepare('SELECT path FROM journal').all()
  return new Set(rows.map(({ path }) => path))
}

const entry: JournalEntry = { hash: 'h', reply: 'r', spent: { calls: 1 } }

describe('the loss of power', () => {
  it('takes no result that was used, and the run goes on to the same end', async () => {
    const settled: { path: string; copy: string | undefined }[] = []
    const asked = model({ latency: { from: 0, to: 3, seed: 1 } })
    const id = await within(disk.file, async (store) => {
      await using run = await store.start({ task: 'prompts' })
      const settle = async (path: string, result: JournalEntry) => {
        await run.journal.settle(path, result)
        settled.push({ path, copy: disk.kept.at(-1) })
      }
      await runIn(run, asked, { journal: { ...run.journal, settle } })
      return run.id
    })
    expect(settled.length).toBeGreaterThan(50)
    for (const { path, copy } of settled) expect(results(copy!)).toContain(path)

    // The power is lost in the middle of it.
    const { copy } = settled[25]!
    const known = results(copy!)
    const whole = await runIn(undefined, model())
    disk.file = copy!
    await within(copy!, async (store) => {
      const engine = model()
      vi.spyOn(process, 'kill').mockImplementation(() => {
        throw Object.assign(new Error('gone'), { code: 'ESRCH' })
      })
      await using run = await store.resume(id)
      vi.restoreAllMocks()
      const { result } = await runIn(run, engine)
      expect(result).toEqual(whole.result)
      for (const { path } of engine.calls) expect(known).not.toContain(path)
      const told = await stored(store, id)
      expect(canonicalLog(told.filter(({ type }) => type !== 'warning'))).toBe(whole.log)
      // What was under way is known, too.
      const { spent } = await store.info(id)
      expect(spent.calls).toBeGreaterThanOrEqual(known.size + engine.calls.length)
    })
  })

  it('a result waits for the disk; an intent and an event wait for the commit', async () => {
    await within(disk.file, async (store) => {
      await using run = await store.start({ task: 'test' })
      disk.held = []
      await run.journal.intent('a', { hash: 'h', reserved: { calls: 1 }, purpose: 'forward' })
      await run.emit({ step: 0, path: 'a', at: 0, type: 'note', text: 'told' })
      expect(await stored(store, run.id)).toHaveLength(1)
      let isSettled = false
      const settling = run.journal.settle('a', entry).then(() => (isSettled = true))
      const appending = store.append(run.id, { step: 0, path: 'b', at: 0, type: 'note', text: 'late' })
      while (disk.held.length === 0) await new Promise(setImmediate)
      // It is committed, and not yet given back.
      expect(await run.journal.get('a', 'h')).toEqual(entry)
      expect(isSettled).toBe(false)
      for (const end of disk.held.splice(0)) end()
      await settling
      expect(await appending).toBe(2)
      disk.held = undefined
    })
  })

  it('an intent that nothing follows is on the disk soon', async () => {
    await within(disk.file, async (store) => {
      await using run = await store.start({ task: 'test' })
      const before = disk.kept.length
      await run.journal.intent('a', { hash: 'h', reserved: { calls: 1 }, purpose: 'forward' })
      await expect.poll(() => disk.kept.length, { timeout: 20_000 }).toBe(before + 1)
      using database = new DatabaseSync(disk.kept.at(-1)!)
      expect(database.prepare('SELECT path, state FROM intents').all()).toEqual([
        { path: 'a', state: 'open' },
      ])
    })
  })

  it('a disk that fails to keep what it was given ends the run', async () => {
    const store = await openStore(disk.file)
    const run = await store.start({ task: 'test' })
    disk.failing = true
    const failure = `The store ${disk.file}: EIO: i/o error, fdatasync`
    await expect(run.journal.settle('a', entry)).rejects.toThrow(failure)
    disk.failing = false
    // What it forgot it may not be asked for again.
    await expect(run.journal.settle('b', entry)).rejects.toThrow(failure)
    await expect(run[Symbol.asyncDispose]()).rejects.toThrow(failure)
    await store[Symbol.asyncDispose]()
  })
})
