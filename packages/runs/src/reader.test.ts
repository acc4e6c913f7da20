import { existsSync, statSync } from 'node:fs'

import { describe, expect, it, vi } from 'vitest'

import { child } from './child.test.support.ts'
import { newFile, within } from './durable.test.support.ts'
import type { DurableRun } from './store/durable-run.ts'

const program = new URL('./hold.test.program.ts', import.meta.url)

/** Tells some megabytes. */
async function tell(run: DurableRun, megabytes: number): Promise<void> {
  const text = 'x'.repeat(10_000)
  for (let index = 0; index < megabytes * 100; index++)
    await run.emit({ step: 0, path: String(index), at: 0, type: 'note', text })
}

describe('a reader', { timeout: 60_000 }, () => {
  it('fault 43: reads while a run is written, and keeps neither it nor the file’s log', async () => {
    const file = newFile()
    await within(file, async (writer) => {
      await using run = await writer.start({ task: 'test' })
      await within(file, async (reader) => {
        const reading = reader.read(run.id, { follow: true })
        for (let round = 0; round < 8; round++) {
          await tell(run, 8)
          // It stops in the middle of a page, as somebody who looks on does.
          expect((await reading.next()).value).toMatchObject({ number: round + 1 })
        }
        // What the thread that empties the log is at, it ends, however busy the machine is.
        await vi.waitFor(() => expect(statSync(file).size).toBeGreaterThan(50e6), 20_000)
        expect(statSync(`${file}-wal`).size).toBeLessThan(34e6)
      })
    })
    // The log is emptied into the file when nobody needs it any more.
    expect(existsSync(`${file}-wal`)).toBe(false)
    expect(statSync(file).size).toBeGreaterThan(64e6)
  })

  it('fault 43: that comes and goes leaves the log to who writes, in this process and in others', async () => {
    const file = newFile()
    await within(file, async (writer) => {
      await using run = await writer.start({ task: 'test' })
      await tell(run, 0.1)
      // A descriptor that is closed here must not take the locks of this process with it.
      await within(file, async (reader) => reader.info(run.id))
      const other = child(program, { store: file })
      const id = (await other.next())!
      other.process.stdin!.end()
      expect(await other.ended()).toMatchObject({ code: 0, err: '' })
      expect(existsSync(`${file}-wal`)).toBe(true)
      await tell(run, 0.1)
      expect(await writer.runs()).toEqual([run.id, id])
    })
    await within(file, async (store) => {
      const [id] = await store.runs()
      expect(await Array.fromAsync(store.read(id!))).toHaveLength(20)
    })
  })
})
