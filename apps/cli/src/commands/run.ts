import { constants } from 'node:fs'
import { access, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'

import {
  optimize,
  validateConfig,
  type OptimizeOptions,
  type Json,
  type RunEvent,
  type Task,
} from '@textgrad/core'
import { renderReport } from '@textgrad/runs'

import { judgedBy, Terminal } from '../ask.ts'
import { command, group, type Command } from '../command.ts'
import { configFlags, configOf, exampleOf } from '../config-flags.ts'
import { chooseEngine, engineFlags } from '../engine.ts'
import type { Flags, FlagValues } from '../flags.ts'
import { interruptSignal } from '../interrupt.ts'
import { optimizerNames, strategyNamed } from '../optimizers.ts'
import { screenOf } from '../screen.ts'
import { StepReporter } from '../step-reporter.ts'
import { tasks } from '../tasks.ts'
import { asUsage } from '../usage-error.ts'
import { version } from '../version.ts'

const runFlags: Flags = {
  ...engineFlags,
  optimizer: {
    type: 'string',
    options: optimizerNames,
    description: 'How to look for better candidates',
    default: 'tgd',
  },
  steps: { type: 'integer', description: 'At most this many steps', default: 10, min: 0 },
  seed: { type: 'integer', description: 'The same seed and replies give the same run', default: 1 },
  target: { type: 'number', description: 'Stop when the score reaches it' },
  patience: { type: 'integer', min: 1, description: 'Stop after so many steps without a better candidate' },
  'max-calls': { type: 'integer', min: 0, description: 'Stop after so many calls of the engine' },
  'max-tokens': { type: 'integer', min: 0, description: 'Stop after so many tokens' },
  'max-evaluations': { type: 'integer', min: 0, description: 'Stop after so many scored candidates' },
  ask: { type: 'boolean', description: 'Ask you what should be better about each candidate' },
  feedback: { type: 'integer', min: 0, description: 'Lines of feedback shown per step', default: 0 },
  report: { type: 'string', path: true, hint: 'file', description: 'Write a report as one HTML file' },
  json: { type: 'boolean', description: 'Print the events as JSON lines' },
}

export const run: Command = group(
  'run',
  'Improve a task’s value step by step',
  Object.fromEntries(tasks.map((task) => [task.name, runCommand(task)])),
)

export function runFlagsOf(task: Task): Flags {
  return { ...configFlags(task.config), ...runFlags }
}

function runCommand(task: Task): Command {
  return command({
    name: `run ${task.name}`,
    description: task.summary,
    flags: runFlagsOf(task),
    example: `${exampleOf(`textgrad run ${task.name}`, task)} --steps 5 --seed 1`,
    run: (values) => runTask(task, values),
  })
}

/** Runs a task to its end, tells it as asked, and ends with the best candidate. */
export async function runTask(task: Task, values: FlagValues): Promise<void> {
  const config = await asUsage(() => validateConfig<Json>(task.config, configOf(task.config, values)))
  const reportFile = values['report'] as string | undefined
  if (reportFile !== undefined) await asUsage(() => access(dirname(reportFile), constants.W_OK))
  await using resources = new AsyncDisposableStack()
  const engine = chooseEngine(task, config, {
    names: (values['engine'] ?? []) as readonly string[],
    baseURL: values['base-url'] as string | undefined,
  })
  resources.defer(async () => engine[Symbol.asyncDispose]?.())
  const { signal } = resources.use(interruptSignal())
  const set = resources.use(await asUsage(() => task.setup(config, { signal, engine })))
  const terminal = values['ask'] ? resources.use(new Terminal()) : undefined
  const problem = terminal ? judgedBy(set, (question, call) => terminal.ask(question, call)) : set
  const strategy = strategyNamed(values['optimizer'] as string, engine, problem)
  const events: RunEvent[] = []
  resources.defer(() => report(events, reportFile))
  const tell = teller(values)
  const emit = (event: RunEvent): void => {
    events.push(event)
    tell(event)
  }
  const run = { task: task.name, config, engine: engine.id, version }
  for await (const _ of optimize(problem, { ...settings(values), strategy, run, signal, emit })) continue
}

function settings(values: FlagValues): Pick<OptimizeOptions, 'seed' | 'steps' | 'budget'> {
  const given = (flag: string, key: string): object =>
    values[flag] === undefined ? {} : { [key]: values[flag] as number }
  return {
    seed: values['seed'] as number,
    ...given('steps', 'steps'),
    ...given('target', 'target'),
    ...given('patience', 'patience'),
    budget: {
      ...given('max-calls', 'calls'),
      ...given('max-tokens', 'tokens'),
      ...given('max-evaluations', 'evaluations'),
    },
  }
}

function teller(values: FlagValues): (event: RunEvent) => void {
  if (values['json']) return (event) => void process.stdout.write(`${JSON.stringify(event)}\n`)
  const reporter = new StepReporter(screenOf(process.stdout), {
    steps: values['steps'] as number,
    feedback: values['feedback'] as number,
  })
  return (event) => reporter.tell(event)
}

async function report(events: readonly RunEvent[], file: string | undefined): Promise<void> {
  if (file === undefined || events.length === 0) return
  await writeFile(file, renderReport(events))
  process.stderr.write(`Report: ${file}\n`)
}
