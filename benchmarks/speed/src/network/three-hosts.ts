import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

import { canonicalLog, type RunEvent } from '@textgrad/core'
import type { TempDir } from '@textgrad/host'
import { network, type Host } from '@textgrad/host/testing'
import { openStore } from '@textgrad/runs'
import type { BullmqStats } from '@textgrad/workers'

import type { CoordinatorSettings, WorkerSettings } from './host.ts'

const names = ['coordinator', 'redis', 'worker'] as const
export type Cut = (typeof names)[number]

export interface Size {
  readonly steps: number
  readonly perStep: number
  /** Jobs of the worker at once. */
  readonly concurrency: number
  /** Milliseconds without a sign of a worker, after which another may have its job. */
  readonly lease: number
}

/** What came of a run. */
export interface Came {
  /** The result, and all that it told besides what was paid. */
  readonly outcome: string
  /** When each place of the run was asked about, and when its reply was committed. */
  readonly asked: readonly Noted[]
  readonly committed: readonly Noted[]
}

interface Noted {
  readonly at: number
  readonly path: string
}

export interface CameAway extends Came {
  readonly stats: BullmqStats
  /** Seconds until a reply was committed again, from when the cable was back. */
  readonly wentOn: number
}

const program = fileURLToPath(new URL('./host.program.ts', import.meta.url))
/** Milliseconds until the simulated model replies. */
const reply = 300
const port = 6379
const password = 'of-this-benchmark'
const stdio: ['ignore', 'pipe', 'inherit'] = ['ignore', 'pipe', 'inherit']

/** The run in one process. */
export async function runHere(folder: TempDir, size: Size): Promise<Came> {
  // The same replies, sooner.
  const settings = { ...coordinatorOf(folder, 'here', size), reply: 1 }
  const { ended } = coordinatorIn((args) => spawn(process.execPath, args, { stdio }), settings)
  return cameOf(settings, await ended)
}

/** The same run on three hosts, of which one's cable is out for some seconds when a third of the replies is committed. */
export async function runAway(
  folder: TempDir,
  size: Size,
  { whose, seconds }: { readonly whose: Cut; readonly seconds: number },
): Promise<CameAway> {
  await using made = await network(names)
  const { coordinator, redis, worker } = made.hosts
  const redisUrl = `redis://:${password}@${redis.address}:${port}`
  const settings = { ...coordinatorOf(folder, whose, size), redisUrl }
  const { lease, asked } = settings
  const children: ChildProcess[] = []
  const run = (host: Host, program: string, args: readonly string[]): ChildProcess => {
    const child = host.spawn(program, args, { stdio })
    // Those that use Redis end before it, so that they have nothing to tell.
    children.unshift(child)
    return child
  }
  try {
    await says(run(redis, 'redis-server', [...redisArgs, '--dir', folder.path]), /Ready to accept/)
    const { concurrency } = size
    const its: WorkerSettings = { role: 'worker', redisUrl, asked, reply, lease, concurrency }
    await says(run(worker, process.execPath, [program, JSON.stringify(its)]), /^ready/)
    const { ended } = coordinatorIn((args) => run(coordinator, process.execPath, args), settings)
    await isUnderWay(settings, size, ended)
    made.hosts[whose].unplug()
    await sleep(seconds * 1000)
    const back = performance.timeOrigin + performance.now()
    made.hosts[whose].plug()
    const said = await ended
    const came = await cameOf(settings, said)
    const first = came.committed.find(({ at }) => at > back)
    return { ...came, stats: said.stats!, wentOn: first ? (first.at - back) / 1000 : Number.NaN }
  } finally {
    for (const child of children) await kill(child)
  }
}

const redisArgs = ['--port', String(port), '--bind', '0.0.0.0', '--save', '', '--requirepass', password]

/** Resolves when a process has said it; rejects when it ends before. */
async function says(child: ChildProcess, what: RegExp): Promise<void> {
  const said = new AbortController()
  const lines = createInterface({ input: child.stdout! })
  const heard = new Promise<void>((resolve) =>
    lines.on('line', (line) => void (what.test(line) && resolve())),
  )
  const ended = once(child, 'exit', { signal: said.signal }).then(([code]) => {
    throw new Error(`${child.spawnargs.join(' ')} ended with ${String(code)}`)
  })
  await Promise.race([heard, ended]).finally(() => said.abort())
}

/** Resolves when a third of the replies is committed; rejects when the run ends before. */
async function isUnderWay(
  { committed }: CoordinatorSettings,
  { steps, perStep }: Size,
  ended: Promise<unknown>,
): Promise<void> {
  const third = (2 * (steps * perStep + 1)) / 3
  while (notedIn(committed).length < third) {
    const tooSoon = ended.then(() => {
      throw new Error('The run ended before its link could be cut')
    })
    await Promise.race([sleep(20), tooSoon])
  }
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGKILL')
  await ended
}

function coordinatorOf(
  { path }: TempDir,
  name: string,
  { lease, steps, perStep }: Size,
): CoordinatorSettings {
  return {
    role: 'coordinator',
    store: join(path, `${name}.db`),
    asked: join(path, `${name}.asked`),
    committed: join(path, `${name}.committed`),
    reply,
    lease,
    steps,
    perStep,
  }
}

interface Said {
  readonly run: string
  readonly result: unknown
  readonly stats?: BullmqStats
}

function coordinatorIn(
  start: (args: readonly string[]) => ChildProcess,
  settings: CoordinatorSettings,
): { readonly ended: Promise<Said> } {
  const child = start([program, JSON.stringify(settings)])
  const lines: string[] = []
  createInterface({ input: child.stdout! }).on('line', (line) => lines.push(line))
  const ended = once(child, 'close').then(([code]) => {
    const [run, last] = lines
    if (code !== 0 || run === undefined || last === undefined)
      throw new Error(`The coordinator ended with ${String(code)}`)
    return { run, ...(JSON.parse(last) as Omit<Said, 'run'>) }
  })
  ended.catch(() => undefined)
  return { ended }
}

async function cameOf(settings: CoordinatorSettings, { run, result }: Said): Promise<Came> {
  await using store = await openStore(settings.store)
  const events = (await Array.fromAsync(store.read(run))).map(({ event }) => event)
  const told = events.filter(({ type }) => type !== 'warning').map(withoutCosts)
  return {
    outcome: `${JSON.stringify(result)}\n${canonicalLog(told)}`,
    asked: notedIn(settings.asked),
    committed: notedIn(settings.committed),
  }
}

/** What was under way at the cut may be paid twice. */
function withoutCosts(event: RunEvent): RunEvent {
  return {
    ...event,
    ...('usage' in event && { usage: {} }),
    ...('spent' in event && { spent: {} }),
  } as RunEvent
}

function notedIn(file: string): readonly Noted[] {
  if (!existsSync(file)) return []
  const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1)
  return lines.map((line) => {
    const space = line.indexOf(' ')
    return { at: Number(line.slice(0, space)), path: line.slice(space + 1) }
  })
}
