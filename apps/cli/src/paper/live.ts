import type { ArmResults, LiveExperiment, LiveFigure } from '@textgrad/paper'

import { modelLayers } from '../engine-layers.ts'
import type { FlagValues } from '../flags.ts'
import { interruptSignal } from '../interrupt.ts'
import { screenOf } from '../screen.ts'
import { storeToWrite } from '../store.ts'
import { asUsage } from '../usage-error.ts'
import { columns } from '../words.ts'
import { contextOf } from './context.ts'
import { estimateTable, expectedOf, type Expected } from './estimate.ts'
import { figuresTable } from './figures-table.ts'
import { makerOf, type MakeTrials } from './make-trials.ts'
import { plannerOf } from './planned.ts'

/** Runs experiments with a model, after it was told what they may cost; a dry run tells no more than that. */
export async function performLive(chosen: readonly LiveExperiment[], values: FlagValues): Promise<void> {
  using interrupt = interruptSignal(() => 'The same command goes on with it.\n')
  const screen = screenOf(process.stdout)
  const isJson = values['json'] === true
  const expected: Expected[] = []
  for (const experiment of chosen)
    expected.push(...(await asUsage(() => expectedOf(experiment, values, interrupt.signal))))
  if (isJson && values['dry-run']) for (const one of expected) screen.write(JSON.stringify(one))
  if (!isJson) tellExpected(expected, values, (line) => screen.write(line))
  if (values['dry-run']) return
  const quota = new AbortController()
  const pause = AbortSignal.any([interrupt.signal, quota.signal])
  const planned = plannerOf(values)
  const { plan } = planned('', { task: '', config: {}, steps: 0, seed: 1 })
  const layers = modelLayers({ plan, pause, onQuota: (error) => quota.abort(error) })
  await using store = await storeToWrite(values)
  const write = (line: string): void => {
    if (!isJson) screen.write(screen.style('dim', line))
  }
  write(`Runs are kept in ${store.file}`)
  const make = makerOf({
    store,
    planned,
    values,
    layers,
    pause,
    tell: ({ optimizer, case: of, seed, run, spent }, isNew) =>
      write(
        `${optimizer}, seed ${seed}${of === '' ? '' : `, ${of}`}: ${spent.calls} calls  (${run}${isNew ? '' : ', kept'})`,
      ),
  })
  for (const experiment of chosen) {
    const figures = await figuresOf(experiment, values, make)
    if (isJson) for (const figure of figures) screen.write(lineOf(experiment, figure))
    else for (const line of columns(figuresTable(experiment.name, figures))) screen.write(line)
  }
}

async function figuresOf(
  experiment: LiveExperiment,
  values: FlagValues,
  make: MakeTrials,
): Promise<readonly LiveFigure[]> {
  const results: Record<string, ArmResults[string]> = {}
  for (const { name, run } of experiment.arms)
    results[name] = await run(contextOf(experiment, values, (specs) => make(name, specs)))
  return experiment.figures(
    results,
    contextOf(experiment, values, async () => []),
  )
}

function tellExpected(
  expected: readonly Expected[],
  values: FlagValues,
  write: (line: string) => void,
): void {
  write('Expected at most, where every reply can be read:')
  for (const line of columns(estimateTable(expected))) write(line)
  write(
    `Calls are exact for a model that is never right or satisfied; tokens are those of replies of ${String(values['assume-reply-tokens'])} tokens.`,
  )
}

function lineOf(
  { name: experiment }: LiveExperiment,
  { figure, paper, ours, n, of, source }: LiveFigure,
): string {
  const difference = paper === null || ours === null ? null : ours - paper
  return JSON.stringify({ experiment, figure, paper, ours, difference, n, of, source })
}
