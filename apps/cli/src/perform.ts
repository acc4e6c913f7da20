import { optimize, type RunEvent } from '@textgrad/core'
import { renderReport, type RunPlan } from '@textgrad/runs'
import type { Tracing } from '@textgrad/runs/otel'

import { checkOutput } from './checked-output.ts'
import { modelLayers } from './engine-layers.ts'
import type { Flags, FlagValues } from './flags.ts'
import { interruptSignal } from './interrupt.ts'
import { Keeper, type Kept } from './keeper.ts'
import { enginesOf, settingsOf } from './plan.ts'
import { setUp, type Program } from './program.ts'
import { screenOf } from './screen.ts'
import { linesOf } from './server-lines.ts'
import { StepReporter } from './step-reporter.ts'
import { viewsOf } from './task-of-run.ts'
import { tellParent } from './tell-parent.ts'
import { openTraces } from './traces.ts'
import { UsageError } from './usage-error.ts'
import { evaluatorOf, progressOf } from './workers.ts'
import { writeOutput } from './write-output.ts'

/** How a run is told while it goes on. */
export const displayFlags = {
  feedback: { type: 'integer', min: 0, description: 'Lines of feedback shown per step', default: 0 },
  report: { type: 'string', path: true, hint: 'file', description: 'Write a report as one HTML file' },
  otlp: {
    type: 'string',
    hint: 'url',
    description: 'Send traces to this OTLP endpoint, over HTTP (default: OTEL_EXPORTER_OTLP_ENDPOINT)',
  },
  json: { type: 'boolean', description: 'Print the events as JSON lines' },
} satisfies Flags

/** Runs a plan to its end, tells it as asked, and ends with the best candidate. Without `open` nothing is kept. */
export async function perform(plan: RunPlan, values: FlagValues, open?: () => Promise<Kept>): Promise<void> {
  const { report: reportFile, ...others } = values as FlagValues & { readonly report?: string }
  await checkOutput(reportFile, others)
  await using resources = new AsyncDisposableStack()
  const keeper = resources.use(new Keeper(plan, open))
  const interrupt = resources.use(interruptSignal(() => keeper.hint()))
  const quota = new AbortController()
  const events: RunEvent[] = []
  resources.defer(() => report(events, reportFile))
  const reporter = teller(plan, values)
  const emit = async (event: RunEvent): Promise<void> => {
    await keeper.emit(event)
    events.push(event)
    reporter.tell(event)
  }
  const addresses = [values['base-url'] as string | undefined, ...(enginesOf(values) ?? [])]
  const traces = await openTraces({ endpoint: values['otlp'] as string | undefined, addresses })
  if (traces) resources.use(traces)
  const spans = traces && resources.use(traces.of(emit))
  const pause = AbortSignal.any([interrupt.signal, quota.signal, keeper.pause])
  try {
    await runProgram(plan, values, {
      keeper,
      pause,
      quota,
      spans,
      progress: (words) => reporter.progress(words),
      emit: spans?.emit ?? emit,
    })
  } catch (error) {
    // A mistake in what was typed comes again when the run goes on.
    if (!interrupt.signal.aborted && !(error instanceof UsageError))
      process.stderr.write(hintAfter(quota.signal.aborted, keeper))
    throw error
  }
}

interface Under {
  readonly keeper: Keeper
  /** Ends the run in order. */
  readonly pause: AbortSignal
  /** Pauses it because a provider takes no more. */
  readonly quota: AbortController
  readonly spans: Tracing | undefined
  /** Is told where evaluations are that are made elsewhere. */
  readonly progress: (elsewhere: string) => void
  readonly emit: (event: RunEvent) => void | Promise<void>
}

async function runProgram(plan: RunPlan, values: FlagValues, under: Under): Promise<void> {
  const { keeper, pause, quota, spans, progress, emit } = under
  const { stop } = keeper
  const traced = spans && (await import('@textgrad/runs/otel')).traced(spans)
  await using resources = new AsyncDisposableStack()
  const lines = linesOf(plan)
  const evaluator = await evaluatorOf(values, { pause, lines, run: () => keeper.id })
  if (evaluator) {
    resources.use(evaluator)
    const timer = setInterval(() => progress(progressOf(evaluator.stats())), 1000)
    resources.defer(() => clearInterval(timer))
  }
  await using program = await setUp(plan, {
    signal: pause,
    keep: async () => ({ ...(await keeper.options()), pause, signal: stop }),
    people: () => keeper.people(),
    typed: { baseURL: values['base-url'] as string | undefined, engines: enginesOf(values) },
    layers: modelLayers({ plan, pause, traced, lines, onQuota: (error) => quota.abort(error) }),
  })
  const opened = await keeper.open()
  introduce(opened, program, values)
  if (opened) tellParent({ run: opened.run.id })
  const { problem, strategy, run } = program
  const kept = { budget: plan.limits ?? {}, ...(await keeper.options()) }
  const evaluated = evaluator && { evaluator }
  const options = { ...settingsOf(plan), ...kept, ...evaluated, strategy, run, pause, signal: stop, emit }
  for await (const _ of optimize(problem, options)) continue
}

/** Says by which id the run is found again, and what is not known. Programs find it with `textgrad runs --json`. */
function introduce(kept: Kept | undefined, { unpriced }: Program, { json }: FlagValues): void {
  const stream = json ? process.stderr : process.stdout
  if (json && !stream.isTTY) return
  const screen = screenOf(stream)
  if (kept) screen.write(screen.style('dim', `Run ${kept.run.id}, kept in ${kept.store.file}`))
  for (const id of unpriced)
    screen.write(
      screen.style('yellow', `No price is known for ${id}: what it costs is not counted (see --prices)`),
    )
}

function teller(plan: RunPlan, values: FlagValues): Pick<StepReporter, 'tell' | 'progress'> {
  if (values['json'])
    return { tell: (event) => void process.stdout.write(`${JSON.stringify(event)}\n`), progress() {} }
  const { options = {}, limits = {} } = plan
  return new StepReporter(screenOf(process.stdout), {
    steps: Number(options['steps'] ?? 10),
    feedback: values['feedback'] as number,
    limits,
  })
}

/** What can be done after a run that did not end. */
function hintAfter(isQuota: boolean, keeper: Keeper): string {
  const quota = 'Paused: add credit or raise the limit at the provider, then go on.\n'
  const people = keeper.pause.aborted ? `The run was ${(keeper.pause.reason as Error).message}.\n` : ''
  return `${isQuota ? quota : people}${keeper.hint()}`
}

async function report(events: readonly RunEvent[], file: string | undefined): Promise<void> {
  if (file === undefined || events.length === 0) return
  const views = await viewsOf(events, new AbortController().signal)
  await writeOutput([renderReport(events, { views })], file)
  process.stderr.write(`Report: ${file}\n`)
}
