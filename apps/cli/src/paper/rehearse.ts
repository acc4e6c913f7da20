import { optimize, type EngineLayer, type RunEvent } from '@textgrad/core'
import type { PriceTable } from '@textgrad/engines'
import type { LiveExperiment, Outcome, TrialSpec } from '@textgrad/paper'
import type { PlannedTrial, RunPlan } from '@textgrad/runs'

import type { FlagValues } from '../flags.ts'
import { enginesOf, settingsOf } from '../plan.ts'
import { setUp } from '../program.ts'
import type { Kept } from './kept.ts'
import type { MakeTrials } from './make-trials.ts'
import { pretending, type Asked } from './pretending.ts'

/** What a run said at length: figures do not need it. */
const long: ReadonlySet<string> = new Set<RunEvent['type']>(['generate', 'forward', 'gradient', 'update'])

export interface RehearsalOptions {
  readonly values: FlagValues
  readonly signal: AbortSignal
  readonly planned: (arm: string, spec: TrialSpec) => PlannedTrial
  readonly kept: Kept
  readonly tell: (arm: string, asked: Asked) => void
}

/**
 * Makes runs in memory with a model that is never satisfied, and tells what it is asked: nothing is kept, sent or paid. What
 * is kept already is taken as it came out, and costs nothing more.
 */
export function rehearserOf({ pretence }: LiveExperiment, options: RehearsalOptions): MakeTrials {
  const { planned, kept, tell, values } = options
  const made = new Map<string, Promise<readonly RunEvent[]>>()
  const reply = { pretence, tokens: values['assume-reply-tokens'] as number }
  const eventsOf = async (arm: string, spec: TrialSpec, plan: RunPlan): Promise<readonly RunEvent[]> => {
    const known = await kept.eventsOf(plan)
    if (known) return known
    const prices = (plan.options?.['prices'] ?? {}) as unknown as PriceTable
    return rehearse(
      { plan, spec },
      { ...options, layers: pretending({ ...reply, prices, tell: (asked) => tell(arm, asked) }) },
    )
  }
  return async (arm, specs) => {
    const outcomes: Outcome[] = []
    for (const spec of specs) {
      options.signal.throwIfAborted()
      const { plan } = planned(arm, spec)
      const key = JSON.stringify(plan)
      const events = made.get(key) ?? eventsOf(arm, spec, plan)
      made.set(key, events)
      outcomes.push({ spec, run: undefined, events: await events })
    }
    return outcomes
  }
}

interface Rehearsed {
  readonly plan: RunPlan
  readonly spec: TrialSpec
}

async function rehearse(
  { plan, spec: { unmeasured } }: Rehearsed,
  { values, signal, layers }: RehearsalOptions & { readonly layers: EngineLayer },
): Promise<readonly RunEvent[]> {
  const events: RunEvent[] = []
  await using program = await setUp(plan, {
    signal,
    keep: async () => ({}),
    isSilent: true,
    typed: { baseURL: values['base-url'] as string | undefined, engines: enginesOf(values) },
    layers,
    problemFor: unmeasured && ((engine) => unmeasured(engine, plan.config as TrialSpec['config'])),
  })
  const { problem, strategy, run } = program
  const emit = (event: RunEvent): void => {
    if (!long.has(event.type)) events.push(event)
  }
  const options = { ...settingsOf(plan), budget: plan.limits ?? {}, strategy, run, pause: signal, emit }
  for await (const _ of optimize(problem, options)) continue
  return events
}
