import { hostname } from 'node:os'
import { DatabaseSync } from 'node:sqlite'

import { StoreError } from '@textgrad/core'
import { describe, expect, it } from 'vitest'

import { child } from './child.test.support.ts'
import { newFile, stored, within } from './durable.test.support.ts'

const program = new URL('./hold.test.program.ts', import.meta.url)

describe('two processes on one run', { timeout: 30_000 }, () => {
  it('fault 38: the second is refused with the pid of the first, may read, and takes over when that is dead', async () => {
    const file = newFile()
    const first = child(program, { store: file })
    const id = (await first.next())!
    await within(file, async (store) => {
      await expect(store.resume(id)).rejects.toThrow(
        new RegExp(
          `^The run ${id} is in use by the process ${first.pid} on ${hostname()}\\S*, last seen at `,
        ),
      )
      await expect(store.resume(id)).rejects.toBeInstanceOf(StoreError)
      expect(await store.info(id)).toMatchObject({ status: 'running', pid: first.pid, attempts: 1 })
      expect(await stored(store, id)).toEqual([])
      // Another run is nobody's.
      await using other = await store.start({ task: 'test' })
      expect(other.id).not.toBe(id)

      const second = child(program, { store: file, run: id })
      expect((await second.ended()).lines[0]).toMatch(
        new RegExp(`^StoreError The run ${id} is in use by the process ${first.pid} `),
      )
      first.kill()
      await first.ended()
      expect(await store.info(id)).toMatchObject({ status: 'interrupted', maybe: { calls: 1 } })
      const third = child(program, { store: file, run: id })
      expect(await third.next()).toBe(id)
      expect(await store.info(id)).toMatchObject({ status: 'running', pid: third.pid, attempts: 2 })
      third.process.stdin!.end()
      await third.ended()
      expect((await store.info(id)).status).toBe('interrupted')
    })
  })

  it('fault 38: a process that was asleep while another took its run over writes nothing any more', async () => {
    const file = newFile()
    await within(file, async (store) => {
      const run = await store.start({ task: 'test' })
      const database = new DatabaseSync(file)
      // As if this process had been on another machine, and not been heard of for long.
      database.exec("UPDATE locks SET host = 'elsewhere', beat = 0")
      await within(file, async (other) => {
        await using taken = await other.resume(run.id)
        await expect(run.emit({ step: 0, path: '', at: 0, type: 'note', text: 'late' })).rejects.toThrow(
          new RegExp(
            `This process no longer holds its run: the process ${process.pid} on \\S+ has taken it over`,
          ),
        )
        await taken.emit({ step: 0, path: '', at: 0, type: 'note', text: 'mine' })
        await run[Symbol.asyncDispose]()
        expect((await store.info(run.id)).status).toBe('running')
      })
      database.close()
    })
  })

  it('fault 38: a process of which nothing can be known holds its run while it is heard of', async () => {
    const file = newFile()
    await within(file, async (store) => {
      const run = await store.start({ task: 'test' })
      const database = new DatabaseSync(file)
      database.exec("UPDATE locks SET host = 'elsewhere', pid = 7")
      await expect(store.resume(run.id)).rejects.toThrow('is in use by the process 7 on elsewhere')
      database.close()
    })
  })

  it('this process is refused its own run a second time, until it has closed it', async () => {
    await within(newFile(), async (store) => {
      const run = await store.start({ task: 'test' })
      await expect(store.resume(run.id)).rejects.toThrow(`is in use by the process ${process.pid}`)
      await run[Symbol.asyncDispose]()
      await using again = await store.resume(run.id)
      expect(again.id).toBe(run.id)
    })
  })

  it('a process with the number of a dead one does not hold its run', async () => {
    const file = newFile()
    const id = await within(file, async (store) => (await store.start({ task: 'test' })).id)
    const before = new DatabaseSync(file)
    before
      .prepare('INSERT INTO locks(run, holder, pid, host, began, beat) VALUES(1, ?, ?, ?, ?, ?)')
      .run('x', process.pid, 'replaced below', 'at another time', Date.now())
    const own = await within(newFile(), async (store) => {
      await using run = await store.start({ task: 'test' })
      const database = new DatabaseSync(store.file)
      const { host } = database.prepare('SELECT host FROM locks').get() as { host: string }
      database.close()
      expect(run.id).toBeTruthy()
      return host
    })
    before.prepare('UPDATE locks SET host = ?').run(own)
    before.close()
    await within(file, async (store) => {
      await using run = await store.resume(id)
      expect(run.id).toBe(id)
    })
  })
})
