import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

import { bwrapSandbox, pyodideSandbox, runner, unsafeLocal, type Sandbox } from '@textgrad/code'

import { median } from './measure.ts'
import { humanEval, type HumanEval } from './sandbox-programs.ts'
import type { Extent } from './suite.ts'
import type { Table } from './table.ts'

const workers = 2
const whole = { rounds: 5, problems: Infinity, waits: 60 }
const short: Size = { rounds: 1, problems: 24, waits: 11 }
type Size = typeof whole

/** Programs under test: HumanEval against forked CPythons, and how soon a place is ready. */
export async function sandbox({ quick }: Extent): Promise<readonly Table[]> {
  const size = quick ? short : whole
  await using bwrap = await bwrapSandbox()
  await using local = await unsafeLocal()
  await using pyodide = await pyodideSandbox()
  const all = { bwrap, pyodide, 'unsafe-local': local }
  return [await speed(all, size), await readiness({ bwrap, pyodide }, size.waits)]
}

interface Timed {
  /** What ran them. */
  readonly version: string
  readonly passed: number
  readonly seconds: number
}

const ownWays = ['bwrap', 'pyodide', 'unsafe-local'] as const
const ways = ['harness', 'fork', ...ownWays] as const

/** How many times the seconds of the harness are allowed. */
const allowed: Readonly<Partial<Record<(typeof ways)[number], number>>> = { bwrap: 1.6, pyodide: 0.6 }

async function speed(
  sandboxes: Readonly<Record<(typeof ownWays)[number], Sandbox>>,
  { rounds, problems }: Size,
): Promise<Table> {
  const data = await humanEval(problems)
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
    columns: ['way', 'version', 'passed', 'seconds', 'of harness', 'asked', 'of fork', 'kept'],
    rows: ways.map((name) => {
      const [harness, fork] = [seconds(name) / seconds('harness'), seconds(name) / seconds('fork')]
      const passed = Math.min(...measured[name].map((one) => one.passed))
      const most = allowed[name]
      const kept = passed === data.problems.length && harness <= (most ?? Number.POSITIVE_INFINITY)
      const { version } = measured[name][0]!
      const ratios = [harness.toFixed(2), most === undefined ? '' : `<= ${most}`, fork.toFixed(2)]
      return [name, version, passed, seconds(name).toFixed(2), ...ratios, kept]
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
    version: sandbox.name,
    passed: results.filter(({ passed }) => passed).length,
    seconds: (performance.now() - start) / 1000,
  }
}

/** From asking for a place to the answer of a program in it, with places that were started ahead. */
async function readiness(sandboxes: Readonly<Record<string, Sandbox>>, count: number): Promise<Table> {
  const rows: Table['rows'][number][] = []
  for (const [name, sandbox] of Object.entries(sandboxes)) {
    const waits = await waitsFor(sandbox, count)
    const [middle, slowest] = [median(waits), Math.max(...waits)]
    rows.push([name, waits.length, middle.toFixed(1), slowest.toFixed(1), middle <= mostReady])
  }
  return {
    name: 'sandbox-ready',
    title: `A fresh place from the pool: program loaded, called and judged, milliseconds; asked: a median of ${mostReady}`,
    columns: ['way', 'runs', 'median', 'slowest', 'kept'],
    rows,
  }
}

const mostReady = 10

async function waitsFor(sandbox: Sandbox, count: number): Promise<readonly number[]> {
  await using run = runner({ sandbox, workers: 1 })
  const test = { kind: 'call', id: 'f()', call: { function: 'f', args: [] }, expected: 1 } as const
  const waits: number[] = []
  for (let index = 0; index < count; index++) {
    const start = performance.now()
    await run.run({ language: 'python', source: `def f(): return 1\n#${index}` }, [test])
    if (index > 0) waits.push(performance.now() - start)
    await new Promise((resolve) => setTimeout(resolve, 150))
  }
  return waits
}
