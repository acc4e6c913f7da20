import { DatabaseSync } from 'node:sqlite'

import { random } from '@textgrad/core'
import { describe, expect, it } from 'vitest'

import { child } from './child.test.support.ts'
import { newFile, within } from './durable.test.support.ts'

const program = new URL('./writing.test.program.ts', import.meta.url)

// What becomes of whole runs: kills.test.ts of the benchmarks.
describe('a process that is killed', { timeout: 60_000 }, () => {
  it('fault 39: has kept all that it acknowledged, and what was under way counts as paid', async () => {
    const file = newFile()
    const { next } = random(1, 'kills')
    const acknowledged: string[] = []
    let run: string | undefined
    for (let kill = 0; kill < 5; kill++) {
      const writing = child(program, { store: file, run })
      run ??= await writing.next()
      const enough = 5 + Math.floor(next() * 40)
      for (let line = 0; line < enough; line++) await writing.next()
      writing.kill()
      const { lines, err } = await writing.ended()
      expect(err).toBe('')
      acknowledged.push(...lines.slice(1))
      using database = new DatabaseSync(file)
      expect(database.prepare('PRAGMA integrity_check').all()).toEqual([{ integrity_check: 'ok' }])
    }
    expect(acknowledged.length).toBeGreaterThan(25)
    await within(file, async (store) => {
      for (const path of acknowledged)
        expect(store.result(run!, path, 'h')).toMatchObject({ reply: path.repeat(100) })
      const told = (await Array.fromAsync(store.read(run!))).map(({ event }) => event.path)
      expect(told).toEqual(expect.arrayContaining(acknowledged))
      const { spent, maybe } = await store.info(run!)
      expect(spent.calls - maybe.calls).toBeGreaterThanOrEqual(acknowledged.length)
      // Four at once.
      expect(maybe.calls).toBeLessThanOrEqual(5 * 4)
    })
  })
})
