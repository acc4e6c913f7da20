import { DatabaseSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'

import { canonicalLog } from '@textgrad/core'
import { sharedPath } from '@textgrad/host/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { child } from './child.test.support.ts'
import { newFile, stored, within } from './durable.test.support.ts'

const program = new URL('./killed.test.program.ts', import.meta.url)

/** The part of the simulator (tools/sim/README.md) that these tests use. */
interface Sim {
  readonly baseURL: string
  records(): readonly { readonly body: { readonly user: string }; readonly paid: boolean }[]
  reset(): void
  close(): Promise<void>
}

const simPath = sharedPath('tools/sim/sim.mjs')
const concurrency = 8
/** More of them are asked for with TEXTGRAD_TEST_KILLS. */
const kills = Number(process.env['TEXTGRAD_TEST_KILLS'] ?? 26)
/** A model that takes its time, and of which one in ten requests fails unpaid. */
const nature = { latency: 'uniform:10,40', faults: ['500:prob=0.05', '429:prob=0.05'], keepBodies: true }

async function startSim(): Promise<Sim> {
  const module = (await import(pathToFileURL(simPath!).href)) as { startSim(options: object): Promise<Sim> }
  return module.startSim(nature)
}

/** The paths that a run has committed, as a look from outside shows them; and that the file is whole. */
function committed(file: string): Set<string> {
  const database = new DatabaseSync(file)
  const [check] = database.prepare('PRAGMA integrity_check').all()
  expect(check).toEqual({ integrity_check: 'ok' })
  const rows = database.prepare('SELECT path FROM journal').all() as { path: string }[]
  database.close()
  return new Set(rows.map(({ path }) => path))
}

interface Survived {
  readonly result: string
  readonly kills: number
  readonly calls: number
  readonly paidAgain: number
}

/** Kills a run again and again, each time in the way that `plan` says, until it ends by itself. */
async function survive(sim: Sim, plan: () => { wait?: number; at?: object } | undefined): Promise<Survived> {
  const file = newFile()
  sim.reset()
  let run: string | undefined
  let killed = 0
  for (;;) {
    const known = run === undefined ? new Set<string>() : committed(file)
    const before = sim.records().length
    const next = plan()
    const worker = child(program, { store: file, url: sim.baseURL, run, at: next?.at })
    const started = await worker.next()
    if (next?.wait !== undefined) setTimeout(() => worker.kill(), next.wait)
    const { lines, err } = await worker.ended()
    run ??= started
    // Nothing that was committed is asked again.
    const asked = sim.records().slice(before)
    expect(asked.filter(({ body }) => known.has(body.user))).toEqual([])
    const result = lines[1]
    if (result !== undefined) return ended(sim, { file, run: run!, result, kills: killed })
    expect(err).toBe('')
    killed++
  }
}

async function ended(
  sim: Sim,
  { file, run, result, kills: killed }: { file: string; run: string; result: string; kills: number },
): Promise<Survived> {
  const paid = sim.records().filter((record) => record.paid)
  const paths = new Set(paid.map(({ body }) => body.user))
  expect(committed(file)).toEqual(paths)
  await within(file, async (store) => {
    const { spent, maybe, status, attempts } = await store.info(run)
    expect(status).toBe('done')
    expect(attempts).toBe(killed + 1)
    // What the ledger says is never less than what was paid.
    expect(spent.calls).toBeGreaterThanOrEqual(paid.length)
    expect(spent.calls - maybe.calls).toBe(paths.size)
    const told = (await stored(store, run)).filter(({ type }) => type !== 'warning')
    logs.add(canonicalLog(told))
  })
  const paidAgain = paid.length - paths.size
  expect(paidAgain).toBeLessThanOrEqual(killed * concurrency)
  return { result, kills: killed, calls: paths.size, paidAgain }
}

function total(ends: readonly Survived[], key: 'kills' | 'paidAgain'): number {
  return ends.reduce((sum, end) => sum + end[key], 0)
}

/** The canonical logs of all runs that ended. */
const logs = new Set<string>()

// The language model is simulated; the processes, their ends and the files are real.
describe.skipIf(!simPath)('a run whose process is killed', { timeout: 600_000 }, () => {
  let sims: Sim[]
  let whole: Survived
  beforeAll(async () => {
    sims = await Promise.all([startSim(), startSim()])
    whole = await survive(sims[0]!, () => undefined)
  }, 60_000)
  afterAll(() => Promise.all(sims.map((sim) => sim.close())))

  it(`fault 39: ends with the same result after ${kills} kills at random moments`, async () => {
    expect(whole).toMatchObject({ kills: 0, paidAgain: 0 })
    expect(whole.calls).toBeGreaterThan(50)
    let state = 7
    const random = (below: number): number => (state = (state * 48_271) % 2_147_483_647) % below
    const share = Math.ceil(kills / sims.length)
    const chains = await Promise.all(
      sims.map(async (sim) => {
        const ends: Survived[] = []
        while (total(ends, 'kills') < share) {
          let left = Math.min(4, share - total(ends, 'kills'))
          ends.push(await survive(sim, () => (left-- > 0 ? { wait: random(350) } : undefined)))
        }
        return ends
      }),
    )
    const ends = chains.flat()
    for (const { result } of ends) expect(result).toBe(whole.result)
    expect([...logs]).toHaveLength(1)
    console.log(
      `${ends.length} runs of ${whole.calls} calls, ${total(ends, 'kills')} kills, ${total(ends, 'paidAgain')} calls paid again`,
    )
    expect(total(ends, 'kills')).toBeGreaterThanOrEqual(kills)
  })

  it('fault 39: ends with the same result when it is killed right before and right after a commit', async () => {
    const commits = Array.from({ length: Math.max(6, kills >> 2) }, (_, index) => 4 + ((index * 37) % 100))
    const plans = commits.flatMap((commit) => [
      { commit, when: 'before' },
      { commit, when: 'after' },
    ])
    await Promise.all(
      sims.map(async (sim, which) => {
        for (const [index, at] of plans.entries()) {
          if (index % sims.length !== which) continue
          let done = false
          const { result } = await survive(sim, () => (done ? undefined : ((done = true), { at })))
          expect(result).toBe(whole.result)
        }
      }),
    )
    expect([...logs]).toHaveLength(1)
  })
})
