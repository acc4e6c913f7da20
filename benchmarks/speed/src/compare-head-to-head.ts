import { spawn } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'

import { tempDir } from '@textgrad/host'
import type { Checkpoint, OptimizerSummary, PairTest } from '@textgrad/runs'

import { compareSuites, type Suite } from './compare-suites.ts'
import type { Extent } from './suite.ts'
import type { Table } from './table.ts'

const textgrad = resolve(import.meta.dirname, '../../../apps/cli/src/main.ts')

/** Lines of `textgrad compare --json`. */
type Line = ({ readonly type: 'optimizer' } & OptimizerSummary) | ({ readonly type: 'test' } & PairTest)

/**
 * Rules, search by moves and search by numbers at the same starts and budgets, by `textgrad compare`. All of it takes hours; it
 * keeps its runs, with a JSON file, a table in Markdown and a page for each suite, in the folder TEXTGRAD_BENCH_RUNS (default:
 * .textgrad/head-to-head) and goes on from there. TEXTGRAD_BENCH_SUITES (molecules, plans, repair), TEXTGRAD_BENCH_STEPS
 * (evaluations), TEXTGRAD_BENCH_SEEDS and TEXTGRAD_BENCH_CASES make it shorter;
 * its short form runs anew each time, in a folder of its own.
 */
export async function headToHead({ quick }: Extent): Promise<readonly Table[]> {
  await using own = await tempDir('bench-head-to-head-')
  const home = process.env['INIT_CWD'] ?? process.cwd()
  const kept = resolve(home, process.env['TEXTGRAD_BENCH_RUNS'] ?? '.textgrad/head-to-head')
  const folder = quick ? own.path : kept
  await mkdir(folder, { recursive: true })
  const tables: Table[] = []
  for (const suite of chosen(compareSuites().map((suite) => (quick ? shortened(suite) : suite)))) {
    const lines = await compared(suite, folder)
    const made = tablesOf(suite, lines)
    await writeFile(join(folder, `${suite.name}.json`), `${JSON.stringify({ suite, lines }, undefined, 2)}\n`)
    await writeFile(join(folder, `${suite.name}.md`), made.map(inMarkdown).join('\n'))
    tables.push(...made)
  }
  return tables
}

/** Two optimizers on the first case with one seed, and with so few evaluations that a suite takes seconds. */
function shortened({ cases, ...suite }: Suite): Suite {
  const budget = suite.name === 'plans' ? 3 : 20
  // What rules may try has to be within the budget.
  const flags = suite.flags.map((flag) => flag.replace(/^--tries=.*/, `--tries=${budget - 2}`))
  const optimizers = suite.optimizers.slice(0, 2)
  return { ...suite, optimizers, budget, flags, seeds: 1, ...(cases && { cases: cases.slice(0, 1) }) }
}

/** The suites that were asked for, as short as was asked for. */
function chosen(all: readonly Suite[]): readonly Suite[] {
  const names = process.env['TEXTGRAD_BENCH_SUITES']?.split(',')
  const unknown = names?.find((name) => !all.some((suite) => suite.name === name))
  if (unknown !== undefined)
    throw new RangeError(
      `Expected TEXTGRAD_BENCH_SUITES to name ${all.map(({ name }) => name).join(', ')}, got ${unknown}`,
    )
  return all
    .filter(({ name }) => names?.includes(name) ?? true)
    .map((suite) => {
      const budget = asked('STEPS') ?? suite.budget
      const at = [...new Set([...suite.at.filter((count) => count < budget), budget])]
      const cases = suite.cases?.slice(0, asked('CASES') ?? suite.cases.length)
      return { ...suite, budget, at, seeds: asked('SEEDS') ?? suite.seeds, ...(cases && { cases }) }
    })
}

function asked(name: string): number | undefined {
  const given = process.env[`TEXTGRAD_BENCH_${name}`]
  return given === undefined ? undefined : Number(given)
}

async function compared(suite: Suite, folder: string): Promise<Line[]> {
  const { name, task, optimizers, budget, at, seeds, target, flags, cases } = suite
  const file = join(folder, `${name}-cases.jsonl`)
  if (cases) await writeFile(file, cases.map((one) => `${JSON.stringify(one)}\n`).join(''))
  const args = [
    'compare',
    task,
    ...flags,
    `--optimizers=${optimizers.join(',')}`,
    `--budget=${budget}`,
    `--at=${at.join(',')}`,
    `--seeds=${seeds}`,
    ...(target === undefined ? [] : [`--target=${target}`]),
    ...(cases ? [`--cases=${file}`] : []),
    `--store=${join(folder, `${name}.db`)}`,
    `--out=${join(folder, `${name}.html`)}`,
    '--json',
  ]
  console.error(`textgrad ${args.join(' ')}`)
  const child = spawn(process.execPath, [textgrad, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  let out = ''
  child.stdout.on('data', (chunk) => (out += String(chunk)))
  const code = await new Promise<number | null>((ended, failed) =>
    child.on('error', failed).on('close', ended),
  )
  if (code !== 0) throw new Error(`textgrad compare ended with ${code}`)
  return out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line)
}

function tablesOf(
  { name, title, budget, seeds, cases = [{}], target }: Suite,
  lines: readonly Line[],
): Table[] {
  const optimizers = lines.filter((line) => line.type === 'optimizer')
  const tests = lines.filter((line) => line.type === 'test')
  const extent = `${cases.length} cases x ${seeds} seeds, ${budget} evaluations each`
  return [
    {
      name: `head-to-head-${name}`,
      title: `${title}: best score so far, medians of ${extent} [95 % bootstrap interval]`,
      columns: [
        'optimizer',
        ...optimizers[0]!.best.map(({ evaluations }) => `at ${evaluations}`),
        ...(target === undefined ? [] : [`reached ${target}`, 'evaluations until then']),
        'evaluations',
        'model calls',
        'seconds of a trial',
      ],
      rows: optimizers.map((line) => [
        line.optimizer,
        ...line.best.map(inBrackets),
        ...(line.target
          ? [`${line.target.reached} of ${line.trials}`, line.target.evaluations ?? 'not']
          : []),
        line.spent.evaluations,
        line.spent.calls,
        line.seconds === null ? 'broken off' : line.seconds.toFixed(1),
      ]),
    },
    {
      name: `head-to-head-${name}-tests`,
      title: `${title}: differences at the end, pair by pair (paired bootstrap; sign test and McNemar exact, two-sided)`,
      columns: [
        'pair',
        'pairs',
        'mean difference',
        'p',
        'better : worse',
        'p (sign)',
        'only one right',
        'p (McNemar)',
      ],
      rows: tests.map(({ first, other, pairs, difference, sign, right }) => [
        `${first} - ${other}`,
        pairs,
        `${rounded(difference.value, 3)} [${rounded(difference.from, 3)}, ${rounded(difference.to, 3)}]`,
        difference.p.toPrecision(2),
        `${sign.wins} : ${sign.losses}`,
        sign.p.toPrecision(2),
        right ? `${right.wins} : ${right.losses}` : '',
        right ? right.p.toPrecision(2) : '',
      ]),
    },
  ]
}

function inBrackets({ median, from, to }: Checkpoint): string {
  if (median === null || from === null || to === null) return ''
  return `${rounded(median, 4)} [${rounded(from, 4)}, ${rounded(to, 4)}]`
}

/** To so many digits, without an exponent. */
function rounded(value: number, digits: number): string {
  return String(Number(value.toPrecision(digits)))
}

function inMarkdown({ title, columns, rows }: Table): string {
  const rule = columns.map((_, place) => (place === 0 ? '---' : '---:'))
  return `${[`${title}.`, '', ...[columns, rule, ...rows].map(rowInMarkdown)].join('\n')}\n`
}

function rowInMarkdown(cells: readonly unknown[]): string {
  return `| ${cells.map(String).join(' | ')} |`
}
