import type { RunEvent } from '@textgrad/core'
import type { ExperimentFile, LiveExperiment, LiveFigure, Outcome } from '@textgrad/paper'
import type { Trial } from '@textgrad/runs'

import { modelLayers } from '../engine-layers.ts'
import type { FlagValues } from '../flags.ts'
import { interruptSignal } from '../interrupt.ts'
import { screenOf, type Screen } from '../screen.ts'
import { linesOf } from '../server-lines.ts'
import { fileIfThere, storeToWrite } from '../store.ts'
import { asUsage, UsageError } from '../usage-error.ts'
import { columns } from '../words.ts'
import { contextOf } from './context.ts'
import { estimateNotes, estimateTable, expectedOf, type Expected } from './estimate.ts'
import { refuseForeignFlags } from './experiment-flags.ts'
import { figureLine, figureRows, figuresHead, noteOn } from './figures-table.ts'
import { keptIn } from './kept.ts'
import { makerOf, type MakeTrials } from './make-trials.ts'
import { checkOutputs, writeOutputs, type Done } from './outputs.ts'
import { plannerOf } from './planned.ts'
import { counting, refuseTooMuch } from './spending.ts'
import { writeFiles } from './write-files.ts'

/** Runs experiments with a model, after it was told what they may cost; a dry run tells no more than that. */
export async function performLive(chosen: readonly LiveExperiment[], values: FlagValues): Promise<void> {
  await checkOutputs(values)
  using interrupt = interruptSignal(() => 'The same command goes on with it.\n')
  refuseForeignFlags(chosen, values)
  const screen = screenOf(process.stdout)
  const { ready, expected } = await estimated(chosen, values, interrupt.signal)
  tellExpected(expected, values, screen)
  if (values['dry-run']) return
  refuseTooMuch(expected, values)
  const done = await performed(ready, values, { screen, interrupt: interrupt.signal })
  await writeOutputs(done, expected, values)
}

interface Estimated {
  /** Those whose data are there. */
  readonly ready: readonly LiveExperiment[]
  readonly expected: readonly Expected[]
}

/** What is missing for one experiment keeps no other from being run, unless it is the only one. */
async function estimated(
  chosen: readonly LiveExperiment[],
  values: FlagValues,
  signal: AbortSignal,
): Promise<Estimated> {
  await using kept = await keptIn(fileIfThere(values))
  const ready: LiveExperiment[] = []
  const expected: Expected[] = []
  let problem: UsageError | undefined
  for (const experiment of chosen) {
    try {
      expected.push(...(await asUsage(() => expectedOf(experiment, { values, signal, kept }))))
      ready.push(experiment)
    } catch (error) {
      if (!(error instanceof UsageError)) throw error
      problem ??= error
      if (chosen.length > 1) process.stderr.write(`Left out, ${experiment.name}: ${error.message}\n`)
    }
  }
  if (ready.length === 0 && problem) throw problem
  return { ready, expected }
}

interface Performing {
  readonly screen: Screen
  readonly interrupt: AbortSignal
}

async function performed(
  experiments: readonly LiveExperiment[],
  values: FlagValues,
  { screen, interrupt }: Performing,
): Promise<readonly Done[]> {
  const quota = new AbortController()
  const pause = AbortSignal.any([interrupt, quota.signal])
  const planned = plannerOf(values)
  const { plan } = planned('', { task: '', config: {}, steps: 0, seed: 1 })
  const lines = linesOf(plan)
  const inner = modelLayers({ plan, pause, lines, onQuota: (error) => quota.abort(error) })
  const count = counting(values, (flag) => pausedAt(flag, quota, values))
  await using store = await storeToWrite(values)
  const write = (line: string): void => {
    if (values['json'] !== true) screen.write(line)
  }
  write(screen.style('dim', `Runs are kept in ${store.file}`))
  const all: Done[] = []
  for (const experiment of experiments) {
    const trials: Trial[] = []
    const make = makerOf({
      store,
      planned,
      values,
      layers: (model) => count(inner(model)),
      lines,
      pause,
      tell: (trial, about) => {
        trials.push(trial)
        write(screen.style('dim', `${experiment.name}  ${trialLine(trial, about)}`))
      },
    })
    const models = new Set<string>()
    const { figures, files } = await broughtBy(experiment, values, async (arm, specs) => {
      const outcomes = await make(arm, specs)
      for (const { events } of outcomes) for (const model of modelsIn(events)) models.add(model)
      return outcomes
    })
    if (values['files'] !== undefined) await writeFiles(values['files'] as string, files)
    all.push({ experiment, figures, trials, models: [...models].toSorted() })
    if (values['json']) for (const one of figures) screen.write(figureLine(experiment.name, one))
  }
  const rows = all.flatMap(({ experiment, figures }) => figureRows(experiment.name, figures))
  for (const line of ['', ...columns([figuresHead, ...rows]), ...noteOn(values)]) write(line)
  return all
}

async function broughtBy(
  experiment: LiveExperiment,
  values: FlagValues,
  make: MakeTrials,
): Promise<{ readonly figures: readonly LiveFigure[]; readonly files: readonly ExperimentFile[] }> {
  const results: Record<string, readonly Outcome[]> = {}
  const contextFor = (arm: string) => contextOf(experiment, values, (specs) => make(arm, specs))
  for (const { name, run } of experiment.arms) results[name] = await run(contextFor(name))
  const context = contextFor('')
  return {
    figures: experiment.figures(results, context),
    files: experiment.files?.(results, context) ?? [],
  }
}

/** The models that answered, as their providers name them. */
function modelsIn(events: readonly RunEvent[]): readonly string[] {
  return events.flatMap((event) => (event.type === 'generate' ? [event.model ?? event.engine] : []))
}

function trialLine(
  { optimizer: arm, case: of, seed, run, spent }: Trial,
  { isNew, place }: { isNew: boolean; place: string },
): string {
  const about = [arm, ...(of === '' ? [] : [of]), `seed ${seed}`].join(', ')
  return `${place}  ${about}: ${spent.calls} calls  (${run}${isNew ? '' : ', kept'})`
}

/** Nothing more is begun; the reason is the same for all that waits. */
function pausedAt(flag: string, quota: AbortController, values: FlagValues): Error {
  if (!quota.signal.aborted) {
    process.stderr.write(
      `Paused: --${flag} ${String(values[flag])} is reached; the same command with another one goes on with it.\n`,
    )
    quota.abort(new DOMException(`--${flag} is reached`, 'AbortError'))
  }
  return quota.signal.reason as Error
}

function tellExpected(expected: readonly Expected[], values: FlagValues, screen: Screen): void {
  if (values['json']) {
    if (values['dry-run'])
      for (const one of expected) screen.write(JSON.stringify({ ...one, bound: 'upper' }))
    return
  }
  screen.write('Expected at most, beyond what is kept already:')
  for (const line of columns(estimateTable(expected))) screen.write(line)
  for (const line of estimateNotes(expected, values)) screen.write(screen.style('dim', line))
}
