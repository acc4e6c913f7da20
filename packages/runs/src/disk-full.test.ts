import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, rmSync, statfsSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { canonicalLog } from '@textgrad/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { folder, model, newFile, runIn, stored, within } from './durable.test.support.ts'
import { Store } from './store.ts'
import { Database } from './store/database.ts'
import { prepareFile } from './store/file.ts'

const full =
  /^The store \S+: the disk is full.*; make room and resume the run: everything it acknowledged is kept/

/** Resumes a run when there is room again: it ends as if there always had been. */
async function endsWell(file: string, id: string, asked: readonly { path?: string }[], dropped: number) {
  await within(file, async (store) => {
    const before = await stored(store, id)
    expect(before.length).toBeGreaterThan(3)
    const engine = model()
    await using run = await store.resume(id)
    const ended = await runIn(run, engine)
    const whole = await runIn(undefined, model())
    expect(ended.result).toEqual(whole.result)
    const told = (await stored(store, id)).filter(({ type }) => type !== 'warning')
    expect(canonicalLog(told)).toBe(whole.log)
    const paths = [...asked, ...engine.calls].map(({ path }) => path)
    expect(paths.length - new Set(paths).size).toBeLessThanOrEqual(dropped)
  })
}

const works = (command: string, ...args: string[]): boolean => spawnSync(command, args).status === 0

describe('a full disk', { timeout: 60_000 }, () => {
  it('fault 34: stops the run before its next call, with all it acknowledged', async () => {
    const file = newFile()
    prepareFile(file)
    const database = new Database(file)
    database.exec('PRAGMA max_page_count = 28')
    const store = new Store(database, {})
    const engine = model()
    const run = await store.start({ task: 'prompts' })
    const acknowledged: string[] = []
    const { error } = await runIn(run, engine, {
      emit: async (event) => {
        await run.emit(event)
        acknowledged.push(JSON.stringify(event))
      },
    })
    expect(error).toMatchObject({ name: 'StoreError', message: expect.stringMatching(full) })
    const asked = engine.calls.length
    expect(asked).toBeGreaterThan(3)
    expect(asked).toBeLessThan(50)
    const kept = new Set((await stored(store, run.id)).map((event) => JSON.stringify(event)))
    for (const event of acknowledged) expect(kept).toContain(event)
    await store[Symbol.asyncDispose]()
    // There are at most four calls at once.
    await endsWell(file, run.id, engine.calls, 4)
  })

  const place = join(folder, 'small')
  let canMount = false
  beforeAll(() => {
    mkdirSync(place)
    canMount = works('mount', '-t', 'tmpfs', '-o', 'size=2600k', 'tmpfs', place)
  })
  afterAll(() => {
    if (canMount) works('umount', place)
  })

  it('fault 34: what is in hand is kept in the room that was set aside for it', async (test) => {
    // Only root may make a small disk.
    if (!canMount) return test.skip()
    const file = join(place, 'runs.db')
    const filler = join(place, 'filler')
    const engine = model()
    const id = await within(file, async (store) => {
      const run = await store.start({ task: 'prompts' })
      const spare = `${file}-spare`
      expect(statSync(spare).size).toBe(1 << 20)
      const { error } = await runIn(run, engine, {
        emit: async (event) => {
          await run.emit(event)
          const { bavail, bsize } = statfsSync(place)
          if (engine.calls.length >= 9 && !existsSync(filler))
            writeFileSync(filler, Buffer.alloc(bavail * bsize))
        },
      })
      expect(error).toMatchObject({ name: 'StoreError', message: expect.stringMatching(full) })
      expect(existsSync(spare)).toBe(false)
      const { spent, maybe, status } = await store.info(run.id)
      // Every reply was kept, and how the run ended.
      expect(spent.calls).toBe(engine.calls.length)
      expect(maybe.calls).toBe(0)
      expect(status).toBe('failed')
      return run.id
    })
    const more = statfsSync(place)
    writeFileSync(`${filler}-2`, Buffer.alloc(more.bavail * more.bsize - 600_000))
    await within(file, async (store) => {
      await expect(store.resume(id)).rejects.toThrow('has no room for a run')
    })
    rmSync(filler)
    rmSync(`${filler}-2`)
    await endsWell(file, id, engine.calls, 0)
  })
})
