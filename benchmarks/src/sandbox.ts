import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { bwrapSandbox, limitsOf, pyodideSandbox, runner, unsafeLocal, type Sandbox } from '@textgrad/code'

import { median } from './measure.ts'
import { deafLoop, humanEval, hungry, type HumanEval } from './sandbox-programs.ts'
import type { Table } from './table.ts'

const workers = 2
const rounds = 5

/** Programs under test: HumanEval against forked CPythons, how soon a place is ready, how exactly limits bind. */
export async function sandbox(): Promise<readonly Table[]> {
  await using bwrap = await bwrapSandbox()
  await using local = await unsafeLocal()
  await using pyodide = await pyodideSandbox()
  return [
    await speed({ bwrap, pyodide, 'unsafe-local': local }),
    await readiness(bwrap),
    await timeLimit(bwrap),
    await memoryLimit(bwrap),
  ]
}

interface Timed {
  readonly passed: number
  readonly seconds: number
}

const ownWays = ['bwrap', 'pyodide', 'unsafe-local'] as const
const ways = ['harness', 'fork', ...ownWays] as const

/** How many times the seconds of the harness are allowed. */
const allowed: Readonly<Partial<Record<(typeof ways)[number], number>>> = { bwrap: 1.6, pyodide: 0.6 }

async function speed(sandboxes: Readonly<Record<(typeof ownWays)[number], Sandbox>>): Promise<Table> {
  const data = await humanEval()
  const measured: Record<(typeof ways)[number], Timed[]> = {
    harness: [],
    fork: [],
    bwrap: [],
    pyodide: [],
    'unsafe-local': [],
  }
  for (let round = 0; round < rounds; round++) {
    measured.harness.push(peer(data, 'sandbox-harness.py'))
    measured.fork.push(peer(data, 'sandbox-baseline.py'))
    for (const name of ownWays) measured[name].push(await ours(data, sandboxes[name]))
  }
  const seconds = (name: keyof typeof measured) => median(measured[name].map((one) => one.seconds))
  return {
    name: 'sandbox-speed',
    title: `HumanEval, ${data.problems.length} canonical solutions, ${workers} workers, median of ${rounds} interleaved rounds; harness: a manager and a forked CPython per problem, which judges itself; fork: nothing but the fork; pyodide: warm, and put back after each program`,
    columns: ['way', 'passed', 'seconds', 'of harness', 'of fork', 'kept'],
    rows: ways.map((name) => {
      const [harness, fork] = [seconds(name) / seconds('harness'), seconds(name) / seconds('fork')]
      const passed = Math.min(...measured[name].map((one) => one.passed))
      const kept = passed === data.problems.length && harness <= (allowed[name] ?? Number.POSITIVE_INFINITY)
      return [name, passed, seconds(name).toFixed(2), harness.toFixed(2), fork.toFixed(2), kept]
    }),
  }
}

function peer({ programs }: HumanEval, script: string): Timed {
  const { stdout, stderr, status } = spawnSync('/usr/bin/python3', [join(import.meta.dirname, script)], {
    input: JSON.stringify([programs, 10, workers]),
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  })
  if (status !== 0) throw new Error(`the peer failed: ${stderr}`)
  return JSON.parse(stdout) as Timed
}

async function ours({ problems }: HumanEval, sandbox: Sandbox): Promise<Timed> {
  const start = performance.now()
  await using run = runner({ sandbox, workers })
  const results = await Promise.all(
    problems.map(({ solution, tests }) => run.run({ language: 'python', source: solution! }, tests.local)),
  )
  return {
    passed: results.filter(({ passed }) => passed).length,
    seconds: (performance.now() - start) / 1000,
  }
}

/** From asking for a place to the answer of a program in it, with places that were started ahead. */
async function readiness(bwrap: Sandbox): Promise<Table> {
  await using run = runner({ sandbox: bwrap, workers: 1 })
  const test = { kind: 'call', id: 'f()', call: { function: 'f', args: [] }, expected: 1 } as const
  const waits: number[] = []
  for (let index = 0; index < 60; index++) {
    const start = performance.now()
    await run.run({ language: 'python', source: `def f(): return 1\n#${index}` }, [test])
    if (index > 0) waits.push(performance.now() - start)
    await new Promise((resolve) => setTimeout(resolve, 150))
  }
  return {
    name: 'sandbox-ready',
    title: 'A fresh place from the pool: program loaded, called and judged, milliseconds',
    columns: ['runs', 'median', 'slowest', 'kept'],
    rows: [[waits.length, median(waits).toFixed(1), Math.max(...waits).toFixed(1), median(waits) <= 10]],
  }
}

async function timeLimit(bwrap: Sandbox): Promise<Table> {
  const limit = 0.5
  const limits = limitsOf({ cpuSeconds: 60, wallSeconds: limit })
  const took = async (source: string) => {
    await using candidate = await bwrap.open({ language: 'python', limits })
    const start = performance.now()
    await candidate.load(source)
    await candidate[Symbol.asyncDispose]()
    return performance.now() - start
  }
  const empty: number[] = []
  for (let index = 0; index < 20; index++) empty.push(await took(''))
  const over: number[] = []
  for (let index = 0; index < 100; index++) over.push((await took(deafLoop)) - limit * 1000 - median(empty))
  const p95 = over.toSorted((a, b) => a - b)[94]!
  const most = Math.max(...over)
  return {
    name: 'sandbox-time-limit',
    title:
      '100 programs that ignore every signal, limit 500 ms: milliseconds too long until all is gone, beyond an empty program',
    columns: ['median', 'p95', 'max', 'kept'],
    rows: [[median(over).toFixed(1), p95.toFixed(1), most.toFixed(1), p95 <= 60 && most <= 250]],
  }
}

async function memoryLimit(bwrap: Sandbox): Promise<Table> {
  const memoryBytes = 256 * 2 ** 20
  const limits = limitsOf({ cpuSeconds: 10, memoryBytes })
  const rows: [string, string, string, boolean][] = []
  const one = hungry
    .replace('range(6)', 'range(0)')
    .replace('    except MemoryError:\n        pass', '    except KeyError:\n        pass')
  for (const [name, source] of [
    ['one process', one],
    ['seven processes', hungry],
  ] as const) {
    await using candidate = await bwrap.open({ language: 'python', limits })
    let peak = 0
    const timer = setInterval(() => {
      peak = Math.max(peak, residentBelow(process.pid))
    }, 2)
    const answer = await candidate.load(source)
    clearInterval(timer)
    const end = answer.status === 'raised' ? answer.exception.type : answer.status
    rows.push([name, end, (peak / memoryBytes).toFixed(2), peak <= 1.2 * memoryBytes])
  }
  return {
    name: 'sandbox-memory-limit',
    title:
      'Programs that take all memory, limit 256 MiB: the most that was resident at once, as a share of the limit',
    columns: ['program', 'end', 'peak / limit', 'kept'],
    rows,
  }
}

/** Bytes that the descendants of a process hold (proc(5)). */
function residentBelow(pid: number): number {
  let sum = 0
  for (const thread of attempt(() => readdirSync(`/proc/${pid}/task`)) ?? [])
    for (const child of (
      attempt(() => readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8')) ?? ''
    ).split(' ')) {
      if (child === '') continue
      const pages = attempt(() => readFileSync(`/proc/${child}/statm`, 'utf8'))?.split(' ')[1]
      sum += Number(pages ?? 0) * 4096 + residentBelow(Number(child))
    }
  return sum
}

/** A process may end while it is looked at. */
function attempt<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}
