import { extname } from 'node:path'

import {
  rootCall,
  validateConfig,
  type Call,
  type ConfigSchema,
  type Evaluation,
  type Json,
  type Problem,
  type RunEvent,
  type ScoredRow,
  type Task,
} from '@textgrad/core'
import { stringify } from 'csv-stringify/sync'

import { checkOutput } from '../checked-output.ts'
import { command, group, type Command } from '../command.ts'
import { configFlags, configOf, exampleOf, flagName, properties } from '../config-flags.ts'
import { missing, type Flags, type FlagValues } from '../flags.ts'
import { interruptSignal } from '../interrupt.ts'
import { rowsElsewhere } from '../scoring.ts'
import { screenOf, type Screen } from '../screen.ts'
import { linesOf } from '../server-lines.ts'
import { tasks } from '../tasks.ts'
import { asUsage, UsageError } from '../usage-error.ts'
import { version } from '../version.ts'
import { evaluatorOf, workersFlags } from '../workers.ts'
import { writeOutput } from '../write-output.ts'

const fileFlags: Flags = {
  out: {
    type: 'string',
    path: true,
    hint: 'file',
    description: 'Where the scored rows go: .csv or .jsonl (default: CSV on the screen)',
  },
  parts: {
    type: 'integer',
    min: 1,
    default: 16,
    description: 'With --workers: in so many parts the rows are measured',
  },
  json: { type: 'boolean', description: 'Print JSON: the evaluation, or a line per scored row' },
}

export const score: Command = group(
  'score',
  'Measure values without changing them',
  // What only a model can measure is not measured here.
  Object.fromEntries(
    tasks.filter((task) => task.rules !== undefined).map((task) => [task.name, scoreCommand(task)]),
  ),
  { example: 'textgrad score molecules --start CCCCCCCC' },
)

function scoreCommand(task: Task): Command {
  const scorer = task.score ? configFlags(task.score.config) : {}
  return command({
    name: `score ${task.name}`,
    description: `Measure a file of candidates, or the start of the task: ${task.summary}`,
    flags: {
      ...configFlags(task.config),
      ...(task.score && configFlags(task.score.config)),
      ...workersFlags,
      ...fileFlags,
    },
    example:
      !task.score || 'in' in scorer
        ? `textgrad score ${task.name} --in candidates.csv --out scored.csv`
        : exampleOf(`textgrad score ${task.name}`, { ...task, config: task.score.config }),
    run: (values) => (isScorers(task, values) ? scoreFile(task, values) : scoreStart(task, values)),
  })
}

/**
 * Whether it is the scorer that measures: one that reads a file of candidates is asked for with it; any other always, unless
 * settings of the task are typed that it does not know.
 */
function isScorers(task: Task, values: FlagValues): boolean {
  const { score: scorer } = task
  if (!scorer || 'in' in configFlags(scorer.config)) return values['in'] !== undefined
  return settingsOfTask(task, values).length === 0
}

/** What was typed that the task knows and its scorer does not. */
function settingsOfTask({ config, score: scorer }: Task, values: FlagValues): string[] {
  const own = scorer ? configFlags(scorer.config) : {}
  return Object.entries(configFlags(config))
    .filter(([name, flag]) => !(name in own) && !isDefault(values[name], flag.default))
    .map(([name]) => name)
}

/** Lists are empty where nothing was typed. */
const isDefault = (value: FlagValues[string], given: FlagValues[string]): boolean =>
  value === undefined || value === given || (Array.isArray(value) && value.length === 0)

async function scoreStart(task: Task, values: FlagValues): Promise<void> {
  if (values['out'] !== undefined) throw new UsageError('--out needs --in: there are no rows to write')
  const config = await asUsage(() => validateConfig<Json>(task.config, configOf(task.config, values)))
  using interrupt = interruptSignal()
  const { signal } = interrupt
  await using problem = await asUsage(() => task.setup(config, { signal }))
  const call = rootCall({ signal, path: 'score', emit: tellRemark })
  const evaluation = await evaluationOf(problem, call, { task, config, values })
  if (values['json']) {
    process.stdout.write(`${JSON.stringify({ candidate: problem.start, ...evaluation })}\n`)
    return
  }
  const screen = screenOf(process.stdout)
  screen.write(screen.style('bold', Object.values(problem.start).join('\n')))
  screen.write(`Score ${evaluation.score}`)
  for (const [name, value] of Object.entries(evaluation.metrics)) screen.write(`${name.padEnd(12)} ${value}`)
  for (const { text } of evaluation.feedback) screen.write(text)
}

interface Scoring {
  readonly task: Task
  readonly config: Json
  readonly values: FlagValues
}

/** The start as it is measured here, or by a worker. */
async function evaluationOf(
  problem: Problem<any>,
  call: Call,
  { task, config, values }: Scoring,
): Promise<Evaluation> {
  const pause = call.signal ?? new AbortController().signal
  await using evaluator = await evaluatorOf(values, { pause, lines: linesOf({ task: task.name }) })
  if (!evaluator) return await problem.build(problem.start).evaluate(problem.items?.validation ?? [], call)
  const run = { task: task.name, config, engine: '', version }
  const job = { run, seed: call.seed, path: call.path, candidate: problem.start }
  const evaluation = await evaluator.evaluate(job, call)
  if (evaluation.error !== undefined) throw new Error(evaluation.error)
  return evaluation
}

function tellRemark(event: RunEvent): void {
  const screen = screenOf(process.stderr)
  if (event.type === 'warning') screen.write(screen.style('yellow', event.message))
  else if (event.type === 'note') screen.write(event.text)
}

async function scoreFile(task: Task, values: FlagValues): Promise<void> {
  const { score: scorer } = task
  if (!scorer) throw new UsageError(`The task ${task.name} has nothing to score files with`)
  for (const name of settingsOfTask(task, values))
    throw new UsageError(`--${name} says how to begin a run, and nothing of a file of candidates`)
  refuseMissing(scorer.config, values)
  const config = await asUsage(() => validateConfig<Json>(scorer.config, configOf(scorer.config, values)))
  const { out, ...others } = values as FlagValues & { readonly out?: string }
  await checkOutput(out, others)
  const format = formatOf(out, values['json'] === true)
  using interrupt = interruptSignal()
  const progress = screenOf(process.stderr)
  const tell = (remark: string): void => progress.write(remark)
  const { signal } = interrupt
  await using evaluator = await evaluatorOf(values, { pause: signal, lines: linesOf({ task: task.name }) })
  const parts = values['parts'] as number
  const came = (count: number): void => progress.status(`${count} of ${parts} parts have come`)
  const scored = evaluator
    ? rowsElsewhere(task, config, { evaluator, parts, signal, came })
    : scorer.run(config, { signal, tell })
  const rows = scored[Symbol.asyncIterator]()
  // The input is opened before the output, so that a wrong input leaves nothing behind.
  const first = await asUsage(() => rows.next())
  const written = new Written(format, progress)
  let isWhole = false
  try {
    await writeOutput(written.pieces(first, rows), out)
    isWhole = true
  } finally {
    progress.status('')
    const rows = `${written.count} rows scored`
    if (isWhole) progress.write(out === undefined ? rows : `${rows}: ${out}`)
    else if (out !== undefined) progress.write(`Not all of them: ${rows}: ${out}`)
  }
  if (written.sum) progress.write(written.sum)
}

type Rows = AsyncIterator<ScoredRow, ScoredRow | void>

/** Rows as they are written, with what sums them up: a line of its own where lines are JSON, and else words beside them. */
class Written {
  count = 0
  sum: string | undefined
  readonly #format: Format
  readonly #progress: Screen

  constructor(format: Format, progress: Screen) {
    this.#format = format
    this.#progress = progress
  }

  async *pieces(first: IteratorResult<ScoredRow, ScoredRow | void>, rows: Rows): AsyncGenerator<string> {
    for (let row = first; ; row = await asUsage(() => rows.next())) {
      if (row.done) {
        if (row.value && this.#format.sum) yield this.#format.sum(row.value)
        else if (row.value) this.sum = inWords(row.value)
        return
      }
      yield this.#format.row(row.value, this.count === 0)
      this.count++
      if (this.count % 100 === 0) this.#progress.status(`${this.count} rows scored`)
    }
  }
}

const inWords = (sum: ScoredRow): string =>
  Object.entries(sum)
    .map(([name, value]) => `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(', ')

interface Format {
  row(row: ScoredRow, first: boolean): string
  /** What sums the rows up, where it is no row of another form among them. */
  sum?(sum: ScoredRow): string
}

/** @throws UsageError for a setting of the scorer that has to be typed and was not. */
function refuseMissing(schema: ConfigSchema, values: FlagValues): void {
  for (const { key, property, required } of properties(schema))
    if (required && values[flagName(key)] === undefined) throw missing(flagName(key), property)
}

function formatOf(out: string | undefined, json: boolean): Format {
  const extension = out === undefined ? '' : extname(out).toLowerCase()
  if (!['', '.csv', '.jsonl'].includes(extension)) {
    throw new UsageError(`--out must end in .csv or .jsonl, got ${JSON.stringify(out)}`)
  }
  return extension === '.jsonl' || (json && extension !== '.csv') ? jsonLines : csv
}

const line = (row: ScoredRow): string => `${JSON.stringify(row)}\n`
const jsonLines: Format = { row: line, sum: line }

const csv: Format = {
  row(row, first) {
    const lines = first ? [Object.keys(row), Object.values(row)] : [Object.values(row)]
    return stringify(lines, { cast: { boolean: String, number: String } })
  },
}
