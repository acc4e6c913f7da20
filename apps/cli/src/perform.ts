import { constants } from 'node:fs'
import { access, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'

import { optimize, type RunEvent } from '@textgrad/core'
import { renderReport, type RunPlan } from '@textgrad/runs'

import type { Flags, FlagValues } from './flags.ts'
import { interruptSignal } from './interrupt.ts'
import { Keeper, type Kept } from './keeper.ts'
import { settingsOf } from './plan.ts'
import { setUp } from './program.ts'
import { screenOf } from './screen.ts'
import { StepReporter } from './step-reporter.ts'
import { asUsage } from './usage-error.ts'

/** How a run is told while it goes on. */
export const displayFlags: Flags = {
  feedback: { type: 'integer', min: 0, description: 'Lines of feedback shown per step', default: 0 },
  report: { type: 'string', path: true, hint: 'file', description: 'Write a report as one HTML file' },
  json: { type: 'boolean', description: 'Print the events as JSON lines' },
}

/** Runs a plan to its end, tells it as asked, and ends with the best candidate. Without `open` nothing is kept. */
export async function perform(plan: RunPlan, values: FlagValues, open?: () => Promise<Kept>): Promise<void> {
  const reportFile = values['report'] as string | undefined
  if (reportFile !== undefined) await asUsage(() => access(dirname(reportFile), constants.W_OK))
  await using resources = new AsyncDisposableStack()
  const keeper = resources.use(new Keeper(plan, open))
  const { signal: pause } = resources.use(interruptSignal(() => keeper.hint()))
  const events: RunEvent[] = []
  resources.defer(() => report(events, reportFile))
  try {
    await runProgram(plan, values, { keeper, pause, events })
  } catch (error) {
    if (!pause.aborted) process.stderr.write(keeper.hint())
    throw error
  }
}

interface Under {
  readonly keeper: Keeper
  readonly pause: AbortSignal
  /** What was told so far. */
  readonly events: RunEvent[]
}

async function runProgram(
  plan: RunPlan,
  values: FlagValues,
  { keeper, pause, events }: Under,
): Promise<void> {
  await using program = await setUp(plan, {
    signal: pause,
    keep: async () => ({ ...(await keeper.options()), pause }),
    baseURL: values['base-url'] as string | undefined,
  })
  introduce(await keeper.open(), values)
  const tell = teller(plan, values)
  const emit = async (event: RunEvent): Promise<void> => {
    await keeper.emit(event)
    events.push(event)
    tell(event)
  }
  const { problem, strategy, run } = program
  const kept = { budget: plan.limits ?? {}, ...(await keeper.options()) }
  const options = { ...settingsOf(plan), ...kept, strategy, run, pause, emit }
  for await (const _ of optimize(problem, options)) continue
}

/** Says by which id the run is found again. Programs find it with `textgrad runs --json`. */
function introduce(kept: Kept | undefined, { json }: FlagValues): void {
  if (!kept) return
  const stream = json ? process.stderr : process.stdout
  if (json && !stream.isTTY) return
  const screen = screenOf(stream)
  screen.write(screen.style('dim', `Run ${kept.run.id}, kept in ${kept.store.file}`))
}

function teller({ options = {} }: RunPlan, values: FlagValues): (event: RunEvent) => void {
  if (values['json']) return (event) => void process.stdout.write(`${JSON.stringify(event)}\n`)
  const reporter = new StepReporter(screenOf(process.stdout), {
    steps: Number(options['steps'] ?? 10),
    feedback: values['feedback'] as number,
  })
  return (event) => reporter.tell(event)
}

async function report(events: readonly RunEvent[], file: string | undefined): Promise<void> {
  if (file === undefined || events.length === 0) return
  await writeFile(file, renderReport(events))
  process.stderr.write(`Report: ${file}\n`)
}
