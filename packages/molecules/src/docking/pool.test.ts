import { setTimeout as wait } from 'node:timers/promises'

import { describe, expect, test } from 'vitest'

import { hasPrograms, targetFolder, targetNamed } from './docking.test.support.ts'
import { ligandPreparation } from './ligand/preparation.ts'
import { dockingPool } from './pool.ts'
import { vina } from './vina.ts'

describe('check 11: a docking pool', () => {
  test('runs no more threads than there are cores, in the order of asking', async () => {
    const pool = dockingPool({ cores: 3 })
    const started: number[] = []
    let most = 0
    const jobs = [1, 2, 1, 3, 1, 1, 2, 1, 1, 3, 1, 2, 1, 1, 1, 2].map((threads, index) =>
      pool.run(threads, async () => {
        started.push(index)
        most = Math.max(most, pool.running)
        await wait((index * 7) % 5)
        return index
      }),
    )
    expect(await Promise.all(jobs)).toEqual(Array.from({ length: 16 }, (_, index) => index))
    expect(started).toEqual(Array.from({ length: 16 }, (_, index) => index))
    expect(most).toBe(3)
    expect(pool.running).toBe(0)
  })

  test('what has a place goes before what came later', async () => {
    const pool = dockingPool({ cores: 1 })
    const order: string[] = []
    const twice = async (name: string) => {
      const place = pool.place()
      await pool.run(1, async () => void order.push(`prepare ${name}`), { place })
      await pool.run(1, async () => void order.push(`dock ${name}`), { place })
    }
    await Promise.all([twice('a'), twice('b'), twice('c'), twice('d')])
    const docked = order.filter((one) => one.startsWith('dock'))
    expect(docked).toEqual(['dock a', 'dock b', 'dock c', 'dock d'])
    expect(order.indexOf('dock a')).toBeLessThan(order.indexOf('prepare c'))
    expect(order.indexOf('dock b')).toBeLessThan(order.indexOf('prepare d'))
  })

  test('goes on after a failure and an abort, and lets those behind an abort pass', async () => {
    const pool = dockingPool({ cores: 2 })
    const controller = new AbortController()
    const gate = Promise.withResolvers<void>()
    const first = pool.run(1, () => gate.promise)
    const wide = pool.run(2, async () => 'wide', { signal: controller.signal })
    const behind = pool.run(1, async () => 'behind')
    expect(pool.running).toBe(1)
    controller.abort('enough')
    await expect(wide).rejects.toBe('enough')
    expect(await behind).toBe('behind')
    gate.resolve()
    await first
    await expect(pool.run(1, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken')
    await expect(pool.run(1, async () => 'x', { signal: AbortSignal.abort('late') })).rejects.toBe('late')
    expect(pool.running).toBe(0)
  })

  test('refuses more threads than it has', async () => {
    await expect(dockingPool({ cores: 2 }).run(3, async () => 1)).rejects.toThrow(RangeError)
    expect(() => dockingPool({ cores: 0 })).toThrow(RangeError)
    expect(dockingPool().cores).toBeGreaterThanOrEqual(1)
  })

  test.skipIf(!hasPrograms || targetFolder === undefined)(
    'results are independent of its size and of the order',
    { timeout: 300_000 },
    async () => {
      const target = await targetNamed('ABL1')
      const smiles = ['c1ccccc1', 'CCCCC', 'CC(N)=O', 'CCO']
      await using preparation = ligandPreparation({ threads: 2 })
      const scores = async (cores: number, order: readonly string[]) => {
        const pool = dockingPool({ cores })
        await using program = vina({ ...target, exhaustiveness: 1, pool, preparation })
        const docked = await Promise.all(
          order.map(async (one) => [one, (await program.dock(one)).poses] as const),
        )
        return Object.fromEntries(docked.toSorted(([a], [b]) => a.localeCompare(b)))
      }
      expect(await scores(2, smiles.toReversed())).toEqual(await scores(1, smiles))
    },
  )
})
