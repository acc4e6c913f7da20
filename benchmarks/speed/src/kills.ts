import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { random } from '@textgrad/core'

import { concurrency, type Kill } from './kills/killed.ts'
import { broken, survive, type Survived } from './kills/survive.ts'
import { startSim, type Sim } from './sim/sim.ts'
import type { Extent } from './suite.ts'
import type { Table } from './table.ts'

export interface KillsOptions {
  /** How many processes are killed at random moments. */
  readonly atRandom: number
  /**
   * Every process of a run is killed after so many commits; there is a run for each of the places where that can begin, so
   * that together they are killed at every commit.
   */
  readonly stride: number
  /** Of those places, how many runs begin at (default: all). */
  readonly begins?: number
  /** Of the random moments. */
  readonly seed: number
}

/** A model that takes its time, and of which one request in ten fails: refused, broken, or lost unpaid or paid. */
const nature = {
  latency: 'uniform:10,40',
  faults: ['429:prob=0.025', '500:prob=0.025', 'reset:prob=0.025', 'reset_paid:prob=0.025'],
}
const sims = 2
/** A process that resumes a run commits so often before it goes on: its lock, and what it found. */
const ownCommits = 2
const killsPerRun = 4

interface Job {
  readonly kind: string
  readonly plan: (sim: Sim) => () => Kill | undefined
}

interface Done extends Survived {
  readonly kind: string
  readonly wrongs: readonly string[]
  readonly isSame: boolean
}

const whole: KillsOptions = { atRandom: 100, stride: 24, seed: 1 }
const short: KillsOptions = { atRandom: 1, stride: 90, begins: 1, seed: 1 }

export function killsSuite({ quick }: Extent): Promise<readonly Table[]> {
  return kills(quick ? short : whole)
}

/** Whether a run survives `kill -9` as it is promised (docs/reliability.md). */
export async function kills(options: KillsOptions): Promise<readonly Table[]> {
  const folder = mkdtempSync(join(tmpdir(), 'textgrad-kills-'))
  try {
    const done = await all(jobsOf(options), folder)
    for (const { kind, wrongs } of done)
      for (const wrong of wrongs) console.error(`A run that was killed ${kind}: ${wrong}`)
    return [tableOf(done)]
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function jobsOf({ atRandom, stride, begins = stride, seed }: KillsOptions): readonly Job[] {
  const jobs: Job[] = []
  for (let left = atRandom; left > 0; left -= killsPerRun) {
    const { next } = random(seed, `run-${jobs.length}`)
    jobs.push({ kind: 'at random', plan: (sim) => atRandomMoments(sim, Math.min(left, killsPerRun), next) })
  }
  for (const when of ['before', 'after'] as const) {
    for (let begin = 1; begin <= begins; begin++) {
      let commit = begin
      const plan = () => (): Kill => {
        const at = { commit, when }
        // The next one goes on where this one ended.
        commit = ownCommits + stride + (when === 'before' ? 1 : 0)
        return { at }
      }
      jobs.push({ kind: `${when} a commit`, plan })
    }
    // What a process commits before it goes on.
    for (let commit = 1; commit <= ownCommits; commit++) {
      const ats = [
        { commit: 40, when },
        { commit, when },
      ]
      jobs.push({
        kind: `${when} a commit`,
        plan: () => () => {
          const at = ats.shift()
          return at && { at }
        },
      })
    }
  }
  return jobs
}

/** Some requests after it has begun, and some milliseconds. */
function atRandomMoments(sim: Sim, count: number, next: () => number): () => Kill | undefined {
  let left = count
  return () => {
    if (left-- === 0) return undefined
    const requests = sim.stats().requests + Math.floor(next() * 60)
    return { isTime: () => sim.stats().requests >= requests, wait: Math.floor(next() * 40) }
  }
}

async function all(jobs: readonly Job[], folder: string): Promise<readonly Done[]> {
  const left = [...jobs]
  const lanes = Array.from({ length: sims }, async (_, lane) => {
    await using sim = await startSim(nature)
    const file = join(folder, `${lane}.db`)
    // A run tells the address of its model, so each simulator has a whole one.
    const whole = await survive(sim, file, () => undefined)
    const done: Done[] = []
    for (let job = left.shift(); job; job = left.shift()) {
      const survived = await survive(sim, file, job.plan(sim))
      const isSame = survived.outcome === whole.outcome
      done.push({ ...survived, kind: job.kind, wrongs: broken(survived, whole), isSame })
    }
    return done
  })
  return (await Promise.all(lanes)).flat()
}

function tableOf(done: readonly Done[]): Table {
  const kinds = [...new Set(done.map(({ kind }) => kind))].toSorted()
  const sum = (some: readonly Done[], of: (one: Done) => number): number =>
    some.reduce((total, one) => total + of(one), 0)
  const rows = [...kinds, 'all'].map((kind) => {
    const some = done.filter((one) => kind === 'all' || one.kind === kind)
    const killed = sum(some, (one) => one.kills)
    const checks = sum(some, (one) => one.checks)
    return [
      kind,
      killed,
      some.length,
      some.filter(({ isSame }) => isSame).length,
      sum(some, ({ askedAgain }) => askedAgain),
      sum(some, ({ paidAgain }) => paidAgain),
      killed * concurrency,
      some.filter(({ ledger, paid }) => ledger >= paid).length,
      `${checks - sum(some, ({ checksFailed }) => checksFailed)} of ${checks}`,
      some.every(({ wrongs }) => wrongs.length === 0),
    ]
  })
  return {
    name: 'kills',
    title:
      `kill -9 of runs of ${done[0]!.replies} calls, ${concurrency} at once, of which one request in ten fails; resumed until they end. ` +
      'Required: all results the same, none asked again that had a reply, paid again at most as bounded, never more paid than told, all files whole',
    columns: [
      'killed',
      'kills',
      'runs',
      'same result',
      'asked again',
      'paid again',
      'bound',
      'told >= paid',
      'integrity',
      'kept',
    ],
    rows,
  }
}
