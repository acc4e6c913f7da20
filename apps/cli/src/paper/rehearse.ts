import { optimize, type RunEvent } from '@textgrad/core'
import type { PriceTable } from '@textgrad/engines'
import type { LiveExperiment, Outcome, TrialSpec } from '@textgrad/paper'
import type { PlannedTrial, RunPlan } from '@textgrad/runs'

import type { FlagValues } from '../flags.ts'
import { enginesOf, settingsOf } from '../plan.ts'
import { setUp } from '../program.ts'
import type { MakeTrials } from './make-trials.ts'
import { pretending, type Tally } from './pretending.ts'

/** What a run said at length: figures do not need it. */
const long: ReadonlySet<string> = new Set<RunEvent['type']>(['generate', 'forward', 'gradient', 'update'])

export interface RehearsalOptions {
  readonly values: FlagValues
  readonly signal: AbortSignal
  readonly planned: (arm: string, spec: TrialSpec) => PlannedTrial
  readonly tally: Tally
}

/** Makes runs in memory with a model that is never satisfied, and counts what it is asked: nothing is kept, sent or paid. */
export function rehearserOf({ pretence }: LiveExperiment, options: RehearsalOptions): MakeTrials {
  const { planned, tally, values } = options
  const made = new Map<string, Promise<readonly RunEvent[]>>()
  const reply = { pretence, tokens: values['assume-reply-tokens'] as number }
  return async (arm, specs) => {
    const outcomes: Outcome[] = []
    for (const spec of specs) {
      const { plan } = planned(arm, spec)
      const layers = pretending({ ...reply, prices: pricesOf(plan), tell: (asked) => tally.add(arm, asked) })
      const key = JSON.stringify(plan)
      const run = made.get(key) ?? rehearse(plan, spec, { ...options, layers })
      made.set(key, run)
      outcomes.push({ spec, run: undefined, events: await run })
    }
    return outcomes
  }
}

async function rehearse(
  plan: RunPlan,
  { unmeasured }: TrialSpec,
  {
    values,
    signal,
    layers,
  }: Pick<RehearsalOptions, 'values' | 'signal'> & { layers: ReturnType<typeof pretending> },
): Promise<readonly RunEvent[]> {
  const events: RunEvent[] = []
  await using program = await setUp(plan, {
    signal,
    keep: async () => ({}),
    isSilent: true,
    typed: { baseURL: values['base-url'] as string | undefined, engines: enginesOf(values) },
    layers,
    problemFor: unmeasured,
  })
  const { problem, strategy, run } = program
  const emit = (event: RunEvent): void => {
    if (!long.has(event.type)) events.push(event)
  }
  const options = { ...settingsOf(plan), budget: plan.limits ?? {}, strategy, run, pause: signal, emit }
  for await (const _ of optimize(problem, options)) continue
  return events
}

function pricesOf({ options = {} }: RunPlan): PriceTable {
  return (options['prices'] ?? {}) as unknown as PriceTable
}
