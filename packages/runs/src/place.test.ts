import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { StoreError } from '@textgrad/core'
import { describe, expect, it } from 'vitest'

import { child } from './child.test.support.ts'
import { folder, model, newFile, runIn, stored, within } from './durable.test.support.ts'
import { openStore } from './store.ts'
import { refuseNetwork } from './store/network.ts'

const program = new URL('./hold.test.program.ts', import.meta.url)

describe('where a store is', { timeout: 30_000 }, () => {
  it('fault 35: a missing folder, or something else in its place, is an error at start', async () => {
    const plain = join(folder, 'plain')
    writeFileSync(plain, '')
    mkdirSync(join(folder, 'folder'))
    for (const [file, message] of [
      [join(folder, 'nowhere', 'runs.db'), `there is no folder ${join(folder, 'nowhere')}`],
      [join(plain, 'runs.db'), `there is no folder ${plain}`],
      [join(folder, 'folder'), 'is not a file'],
    ] as const) {
      const error = await openStore(file).catch((caught: unknown) => caught)
      expect(error).toBeInstanceOf(StoreError)
      expect((error as Error).message).toContain(`The store ${file}`)
      expect((error as Error).message).toContain(message)
    }
  })

  // Root may write anywhere, so a process of another user tries it.
  it.skipIf(process.getuid?.() !== 0)(
    'fault 35: a store that may only be read is an error at start',
    async () => {
      const place = join(folder, 'read-only')
      mkdirSync(place)
      const file = join(place, 'runs.db')
      await within(file, async (store) => store.runs())
      chmodSync(folder, 0o755)
      for (const [files, mode, what] of [
        [place, 0o555, place],
        [file, 0o444, file],
      ] as const) {
        chmodSync(place, 0o777)
        chmodSync(file, 0o666)
        chmodSync(files, mode)
        const tried = child(program, { store: file }, { uid: 65_534 })
        const { lines, err } = await tried.ended()
        expect(err.split('\n')).toContain(
          `StoreError: The store ${file} can not be written: check the permissions of ${what}`,
        )
        expect(lines).toEqual([])
      }
    },
  )

  it('fault 37: a store that is removed or replaced while it is in use stops the run before its next call', async () => {
    for (const change of ['removed', 'replaced'] as const) {
      const file = newFile()
      const engine = model({
        reply: (_, call) => {
          if (call !== 6) return 'ok'
          renameSync(file, `${file}.kept`)
          if (change === 'replaced') writeFileSync(file, readFileSync(`${file}.kept`))
          return 'paid'
        },
      })
      const store = await openStore(file)
      const run = await store.start({ task: 'prompts' })
      const { error } = await runIn(run, engine)
      expect(error).toMatchObject({ name: 'StoreError' })
      expect(error!.message).toContain(`The store ${file} was ${change} while it was in use`)
      expect(engine.calls.length).toBeLessThan(12)
      // It is put back, and goes on.
      renameSync(`${file}.kept`, file)
      const told = await stored(store, run.id)
      expect(told.length).toBeGreaterThan(5)
      await store[Symbol.asyncDispose]()
    }
  })

  it('fault 45: a network file system is refused by name', () => {
    expect(() => refuseNetwork('/mnt/runs.db', () => 0x6969)).toThrow(
      new StoreError(
        'The store /mnt/runs.db is on a network file system (NFS), which can not be relied on; name a file on a local disk',
      ),
    )
    // As a signed number, as some systems tell it.
    expect(() => refuseNetwork('/mnt/runs.db', () => 0xff534d42 | 0)).toThrow('(CIFS)')
    expect(() => refuseNetwork('/mnt/runs.db', () => 0xef53)).not.toThrow()
    expect(() => refuseNetwork('/no/such/folder/runs.db')).not.toThrow()
  })
})
