import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { parse } from 'csv-parse/sync'
import { z } from 'zod'

import type { Counted } from './figure.ts'
import { expectedIn, type Expected } from './recorded/expected.ts'
import type { RecordedExperiment } from './recorded/experiment.ts'
import { isFile, readJson, readJsonLines } from './recorded/files.ts'
import { textgradResults } from './recorded/sets.ts'
import { mean, standardError } from './spread.ts'

/** LeetCode hard with local tests: section 3.1 of the paper; the verdicts are LeetCode's. */
export const leetcode: RecordedExperiment = {
  name: 'leetcode',
  summary: 'LeetCode hard: programs rewritten by what local tests say',
  sets: [textgradResults],
  async count(folderOf) {
    const folder = await folderOf(textgradResults)
    const { leetcode_textgrad: expected } = await expectedIn(folder)
    return figuresOf(await readRows(join(folder, 'textgrad_run.csv')), expected)
  },
}

/** The baseline of the paper's Table 1: Reflexion (Shinn et al. 2023) on the same problems. */
export const reflexion: RecordedExperiment = {
  name: 'reflexion',
  summary: 'LeetCode hard: Reflexion, the baseline',
  sets: [textgradResults],
  async count(folderOf) {
    const folder = await folderOf(textgradResults)
    const { leetcode_reflexion: expected } = await expectedIn(folder)
    const rows = await readReflexion(folder, Object.keys(expected.solved))
    const solved = Object.entries(expected.solved).map(([seed, count]) => ({
      figure: `solved with seed ${seed}, of ${expected.n}`,
      expected: count,
      ours: rows.filter((row) => String(row.seed) === seed && row.is_solved).length,
    }))
    const seeds = Object.keys(expected.solved).length
    return [
      { figure: 'attempts', expected: expected.n * seeds, ours: rows.length },
      ...solved,
      ...rateFigures(solved, expected.n),
    ]
  },
}

const row = z.object({
  task_id: z.string().min(1),
  seed: z.string().regex(/^\d+$/),
  success: z.enum(['True', 'False']),
  local_test_state: z.string().regex(/^(\((True|False)(, (True|False))*,?\))?$/),
  iteration_idx: z.enum(['0', '1']),
})
type Row = z.infer<typeof row>

async function readRows(file: string): Promise<readonly Row[]> {
  const cells: unknown = parse(await readFile(file, 'utf8'), { columns: true })
  const read = z.array(row).safeParse(cells)
  if (read.success) return read.data
  throw new TypeError(`${file}: ${z.prettifyError(read.error)}`)
}

function figuresOf(rows: readonly Row[], expected: Expected['leetcode_textgrad']): Counted[] {
  const first = solvedBySeed(rows, '0', expected.zero_shot_solved)
  const last = solvedBySeed(rows, '1', expected.final_solved)
  const problems = new Set(rows.map(({ task_id: id }) => id)).size
  return [
    { figure: 'problems', expected: expected.n, ours: problems },
    ...first.map((one) => ({ ...one, figure: `zero-shot, ${one.figure}` })),
    ...last.map((one) => ({ ...one, figure: `TextGrad, ${one.figure}` })),
    ...rateFigures(first, expected.n, 'zero-shot, ').slice(0, 1),
    ...rateFigures(last, expected.n, 'TextGrad, '),
    {
      figure: 'local test states',
      expected: expected.recorded_local_states,
      ours: rows.filter(({ local_test_state: state }) => state !== '').length,
    },
  ]
}

function solvedBySeed(
  rows: readonly Row[],
  iteration: Row['iteration_idx'],
  expected: Readonly<Record<string, number>>,
): Counted[] {
  return Object.entries(expected).map(([seed, count]) => ({
    figure: `solved with seed ${seed}`,
    expected: count,
    ours: rows.filter((one) => one.seed === seed && one.iteration_idx === iteration && one.success === 'True')
      .length,
  }))
}

/** The completion rate over the seeds, and its standard error of the mean, with two decimals more than in the paper's table. */
function rateFigures(solved: readonly Counted[], problems: number, of = ''): Counted[] {
  const decimals = 4
  const rates = (key: 'expected' | 'ours'): number[] => solved.map((one) => one[key] / problems)
  const rounded = (value: number): number => Number(value.toFixed(decimals))
  return [
    { figure: `${of}completion rate`, compute: mean },
    { figure: `${of}standard error of ${solved.length} seeds`, compute: standardError },
  ].map(({ figure, compute }) => ({
    figure,
    decimals,
    expected: rounded(compute(rates('expected'))),
    ours: compute(rates('ours')),
  }))
}

const label = z.object({ seed: z.int(), is_solved: z.boolean() })

async function readReflexion(
  folder: string,
  seeds: readonly string[],
): Promise<readonly z.infer<typeof label>[]> {
  const short = join(folder, 'reflexion_labels.json')
  if (await isFile(short)) return readJson(short, z.array(label))
  const all = await Promise.all(
    seeds.map(async (seed) => {
      const rows = await readJsonLines(join(folder, `reflexion_${seed}.jsonl`), label.omit({ seed: true }))
      return rows.map((one) => ({ ...one, seed: Number(seed) }))
    }),
  )
  return all.flat()
}
