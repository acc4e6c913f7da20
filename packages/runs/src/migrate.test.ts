import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { gunzipSync } from 'node:zlib'

import { StoreError } from '@textgrad/core'
import { describe, expect, it } from 'vitest'

import { child } from './child.test.support.ts'
import { folder, newFile, stored, within } from './durable.test.support.ts'
import { openStore } from './store.ts'
import { Database } from './store/database.ts'
import { migrate, type Migration } from './store/migrate.ts'
import { schemaVersion } from './store/schema.ts'

const program = new URL('./hold.test.program.ts', import.meta.url)

/**
 * A store as version 1 wrote it: a run that ended, one that broke off with two calls that may have been paid, one that was
 * resumed after that, and a fork of the first.
 */
const version1 = gunzipSync(readFileSync(join(import.meta.dirname, 'version-1.test.db.gz')))
const ids = ['261121-181827-6fz6', '261121-181828-844j', '261121-181829-9v6h', '261121-181830-bhrc'] as const
const told = [
  { status: 'done', steps: 1, attempts: 1, spent: { calls: 21, evaluations: 8 }, maybe: { calls: 0 } },
  { status: 'failed', steps: 0, attempts: 1, spent: { calls: 8, evaluations: 4 }, maybe: { calls: 2 } },
  { status: 'done', steps: 1, attempts: 2, spent: { calls: 23, evaluations: 8 }, maybe: { calls: 2 } },
  { status: 'interrupted', steps: 0, attempts: 1, spent: { calls: 0 }, maybe: { calls: 0 } },
]

function oldFile(): string {
  const file = newFile()
  writeFileSync(file, version1)
  return file
}

function look<T>(file: string, work: (database: DatabaseSync) => T): T {
  using database = new DatabaseSync(file)
  return work(database)
}

const versionOf = (file: string): unknown =>
  look(file, (database) => database.prepare('PRAGMA user_version').get()!['user_version'])

/** What was put aside before a store was changed. */
const copiesOf = (file: string): string[] =>
  readdirSync(folder)
    .map((name) => join(folder, name))
    .filter((name) => name.startsWith(`${file}.v`) && !/-(?:wal|shm)$/.test(name))

/** The tables and indexes of a store. */
const tablesOf = (file: string): unknown[] =>
  look(file, (database) =>
    database
      .prepare('SELECT name, sql FROM sqlite_schema ORDER BY name')
      .all()
      .map(({ name, sql }) => [name, String(sql).replaceAll(/\s+/g, ' ')]),
  )

describe('a store of another version', { timeout: 30_000 }, () => {
  it('fault 42: of a newer program is refused', async () => {
    const file = newFile()
    await within(file, async (store) => store.runs())
    look(file, (database) => database.exec('PRAGMA user_version = 999'))
    await expect(openStore(file)).rejects.toThrow(
      new StoreError(
        `The store ${file} has version 999, which a newer textgrad wrote; this one knows versions up to ${schemaVersion}: update it, or name another file`,
      ),
    )
    expect(versionOf(file)).toBe(999)
  })

  it('fault 42: of version 1 is brought up to date with all that it had, and a copy of what it was', async () => {
    const file = oldFile()
    expect(versionOf(file)).toBe(1)
    const events = 'SELECT count(*) AS told FROM events WHERE gone = 0'
    const before = look(file, (database) => database.prepare(events).get()!['told'])
    await within(file, async (store) => {
      expect(await store.runs()).toEqual(ids)
      let read = 0
      for (const [index, id] of ids.entries()) {
        expect(await store.info(id)).toMatchObject(told[index]!)
        read += (await stored(store, id)).length
        // Everything in it is as it was written.
        await using run = await store.resume(id)
        await run.emit({ step: 9, path: 'new', at: 0, type: 'note', text: 'told later' })
      }
      expect(read).toBe(before)
      expect((await store.info(ids[1])).maybe.calls).toBe(2)
    })
    expect(versionOf(file)).toBe(schemaVersion)
    const [copy, ...more] = copiesOf(file)
    expect(more).toEqual([])
    expect(versionOf(copy!)).toBe(1)
    const rows = (of: string) => (database: DatabaseSync) => database.prepare(`SELECT * FROM ${of}`).all()
    const old = oldFile()
    for (const of of ['runs', 'events', 'journal', 'intents'])
      expect(look(copy!, rows(of))).toEqual(look(old, rows(of)))
  })

  it('fault 42: has the tables of a new one then', async () => {
    const [old, fresh] = [oldFile(), newFile()]
    for (const file of [old, fresh]) await within(file, async (store) => store.runs())
    expect(tablesOf(old)).toEqual(tablesOf(fresh))
  })

  it('fault 42: is brought up to date once by processes that open it together', async () => {
    const file = oldFile()
    const all = Array.from({ length: 4 }, () => child(program, { store: file }))
    const started = await Promise.all(all.map((one) => one.next()))
    for (const one of all) one.process.stdin!.end()
    for (const { err } of await Promise.all(all.map((one) => one.ended()))) expect(err).toBe('')
    expect(copiesOf(file)).toHaveLength(1)
    expect(versionOf(file)).toBe(schemaVersion)
    const found = await within(file, async (store) => store.runs())
    expect(found.slice(0, ids.length)).toEqual(ids)
    expect(new Set(found.slice(ids.length))).toEqual(new Set(started))
  })

  it('fault 42: stays as it was where that fails', async () => {
    const file = oldFile()
    const add: Migration = (database) => database.exec('ALTER TABLE runs ADD COLUMN colour TEXT')
    const fail: Migration = (database) => database.exec('ALTER TABLE nothing ADD COLUMN x')
    {
      using database = new Database(file)
      expect(() => migrate(database, [add, fail])).toThrow(StoreError)
    }
    expect(versionOf(file)).toBe(1)
    expect(tablesOf(file)).toEqual(tablesOf(oldFile()))
    // And can be brought up to date when nothing is in the way.
    expect(await within(file, async (store) => store.runs())).toEqual(ids)
  })

  it('fault 42: is left alone while an older program works on it', async () => {
    const file = oldFile()
    const { pid, host, began } = await within(newFile(), async (store) => {
      await using run = await store.start({ task: 'test' })
      expect(run.id).toBeTruthy()
      return look(store.file, (database) => database.prepare('SELECT pid, host, began FROM locks').get()!)
    })
    const put = 'INSERT INTO locks(run, holder, pid, host, began, beat) VALUES(1, ?, ?, ?, ?, ?)'
    look(file, (database) => database.prepare(put).run('x', pid!, host!, began!, Date.now()))
    await expect(openStore(file)).rejects.toThrow(
      `has version 1 and is in use by the process ${process.pid} on ${String(host)}: it is brought up to date once that has ended`,
    )
    expect(versionOf(file)).toBe(1)
    expect(copiesOf(file)).toEqual([])
    look(file, (database) => database.exec('DELETE FROM locks'))
    expect(await within(file, async (store) => store.runs())).toEqual(ids)
  })
})
