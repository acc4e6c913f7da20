import type { Task } from '@textgrad/core'
import { renderComparison, summarise, type Comparison, type Trial } from '@textgrad/runs'

import { checkOutput } from '../checked-output.ts'
import { command, group, type Command } from '../command.ts'
import { contenderNames, type Contender } from '../compare/contenders.ts'
import { plannedTrials } from '../compare/planned-trials.ts'
import { tableOf } from '../compare/table.ts'
import { makeTrials } from '../compare/trials.ts'
import { configFlags, exampleOf } from '../config-flags.ts'
import { engineFlags } from '../engine.ts'
import type { Flags, FlagValues } from '../flags.ts'
import { interruptSignal } from '../interrupt.ts'
import { limitFlags, modelFlags } from '../plan.ts'
import { screenOf } from '../screen.ts'
import { storeFlags, storeToWrite } from '../store.ts'
import { tasks } from '../tasks.ts'
import { UsageError } from '../usage-error.ts'
import { number } from '../words.ts'
import { workersFlags } from '../workers.ts'
import { writeOutput } from '../write-output.ts'

const {
  'max-calls': calls,
  'max-tokens': tokens,
  'max-dollars': dollars,
  'allow-unknown-price': unknown,
} = limitFlags

/** What every comparison takes besides the settings of its task. */
export const compareFlags: Flags = {
  optimizers: {
    type: 'string',
    hint: 'name,name,...',
    among: contenderNames,
    required: true,
    description: `Who is compared, the one that the others are tested against first: ${contenderNames.join(', ')}; with settings of textgrad run as in tgd+gate=always+proposals=4`,
  },
  budget: {
    type: 'integer',
    hint: 'evaluations',
    min: 1,
    required: true,
    description: 'Scored candidates for each optimizer and seed, the start among them',
  },
  seeds: {
    type: 'integer',
    min: 1,
    default: 5,
    description: 'How many seeds: every optimizer is given the same',
  },
  seed: { type: 'integer', default: 1, description: 'The first of the seeds' },
  cases: {
    type: 'string',
    path: true,
    hint: 'file',
    description:
      'Compare on several cases: a line of JSON for each, with settings of the task such as {"start": "CCO"}',
  },
  target: {
    type: 'number',
    description: 'A score that is good enough: a run ends there, and it is told who reached it and when',
  },
  'go-on': {
    type: 'boolean',
    description: 'Go on after the target, so that every run has the whole budget',
  },
  at: {
    type: 'string',
    hint: 'n,n,...',
    description:
      'After how many evaluations the best is shown (default: a tenth, a fifth, half and all of them)',
  },
  jobs: { type: 'integer', min: 1, default: 1, description: 'Runs at the same time' },
  ...engineFlags,
  ...modelFlags,
  ...workersFlags,
  'max-calls': { ...calls, description: 'Stop a run after so many calls of the engine' },
  'max-tokens': { ...tokens, description: 'Stop a run after so many tokens' },
  'max-dollars': { ...dollars, description: 'Stop a run after so many dollars' },
  'allow-unknown-price': unknown,
  out: {
    type: 'string',
    path: true,
    hint: 'file',
    description: 'Write a report with curves as one HTML file',
  },
  json: { type: 'boolean', description: 'Print a JSON line per optimizer and per test, and nothing else' },
  ...storeFlags,
}

export const compare: Command = group(
  'compare',
  'Compare optimizers on the same starts and budget; what is kept already is not run again',
  Object.fromEntries(tasks.map((task) => [task.name, compareCommand(task)])),
  { example: 'textgrad compare molecules --optimizers rules,evolutionary,random --budget 100 --seeds 5' },
)

function compareCommand(task: Task): Command {
  const example = exampleOf(`textgrad compare ${task.name}`, task)
  return command({
    name: `compare ${task.name}`,
    description: `Compare optimizers: ${task.summary}`,
    flags: { ...configFlags(task.config), ...compareFlags },
    example: `${example} --optimizers ${task.rules ? 'rules,random' : 'tgd,gepa'} --budget 100 --seeds 5 --out comparison.html`,
    run: (values) => performComparison(task, values),
  })
}

/** Compares those that were typed, or others. */
export async function performComparison(
  task: Task,
  values: FlagValues,
  contenders?: readonly Contender[],
): Promise<void> {
  const { out, ...others } = values as FlagValues & { readonly out?: string }
  await checkOutput(out, others)
  const budget = values['budget'] as number
  const checkpoints = checkpointsOf(values, budget)
  const planned = await plannedTrials(task, values, contenders)
  using interrupt = interruptSignal(() => 'The same command goes on with the comparison.\n')
  const screen = screenOf(process.stdout)
  const write = (line: string): void => {
    if (values['json'] !== true) screen.write(screen.style('dim', line))
  }
  const trials = await makeTrials(planned, {
    values,
    openStore: () => storeToWrite(values),
    interrupt: interrupt.signal,
    begin: (file) => write(`${planned.length} runs of up to ${budget} evaluations, kept in ${file}`),
    tell: teller(write, planned.length),
  })
  const target = values['target'] as number | undefined
  const comparison = summarise(trials, {
    budget,
    ...(checkpoints && { checkpoints }),
    ...(target !== undefined && { target }),
  })
  if (values['json'] === true) printLines(comparison)
  else for (const line of ['', ...tableOf(comparison)]) screen.write(line)
  if (out === undefined) return
  await writeOutput([renderComparison(comparison, { title: task.name })], out)
  process.stderr.write(`Report: ${out}\n`)
}

/** @throws UsageError for what are no counts of evaluations within the budget. */
function checkpointsOf(values: FlagValues, budget: number): number[] | undefined {
  const typed = values['at'] as string | undefined
  if (typed === undefined) return undefined
  const counts = typed.split(',').map(Number)
  if (counts.every((count) => Number.isSafeInteger(count) && count >= 1 && count <= budget)) return counts
  throw new UsageError(
    `--at must be whole numbers from 1 to the budget of ${budget}, got ${JSON.stringify(typed)}`,
  )
}

function teller(write: (line: string) => void, count: number): (trial: Trial, isNew: boolean) => void {
  let ended = 0
  return (trial, isNew) => {
    ended++
    const { optimizer, seed, run, points, spent } = trial
    const of = trial.case === '' ? '' : ` ${trial.case}`
    const best = number(points.at(-1)!.score)
    const facts = `best ${best} after ${spent.evaluations} evaluations`
    const place = `${String(ended).padStart(String(count).length)}/${count}`
    write(`${place}  ${optimizer}, seed ${seed}${of}: ${facts}  (${run}${isNew ? '' : ', kept'})`)
  }
}

function printLines({ optimizers, tests, curves, ...settings }: Comparison): void {
  const lines = [
    ...optimizers.map((one, place) => ({
      type: 'optimizer',
      ...settings,
      ...one,
      curve: curves[place]!.points,
    })),
    ...tests.map((test) => ({ type: 'test', ...test })),
  ]
  for (const line of lines) process.stdout.write(`${JSON.stringify(line)}\n`)
}
