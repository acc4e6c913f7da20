import {
  always,
  feedbackQualities,
  improves,
  noWorse,
  significant,
  wordings,
  type BackwardMode,
  type FeedbackQuality,
  type Gate,
  type GradientOptions,
  type Json,
} from '@textgrad/core'

import type { Flags, FlagValues } from './flags.ts'

/** Ways to take a candidate or not, by the name that is typed. */
const gates: Readonly<Record<string, Gate>> = {
  improves,
  'no-worse': noWorse,
  always,
  sign: significant({ test: 'sign' }),
  bootstrap: significant({ test: 'bootstrap' }),
}

/** How an optimizer goes about it, apart from which one it is. */
export const variationFlags = {
  gate: {
    type: 'string',
    options: Object.keys(gates),
    description:
      'What makes a candidate the next one (default: what the optimizer needs, mostly improves); sign and bootstrap test by the items',
  },
  backward: {
    type: 'string',
    options: ['pass-through', 'per-edge', 'graph'],
    description: 'How tgd, momentum and revolve pass feedback back (default: pass-through)',
  },
  wording: {
    type: 'string',
    options: Object.keys(wordings),
    description: 'In which words tgd, momentum and revolve ask for feedback and updates (default: usual)',
  },
  'feedback-quality': {
    type: 'string',
    options: feedbackQualities,
    description:
      'What tgd, momentum and revolve hear of the feedback: half of its sentences, that on an earlier version, or nothing (default: as-is)',
  },
  samples: {
    type: 'integer',
    min: 2,
    description: 'With tgd, momentum and revolve: ask a model so often for feedback, and keep what most say',
  },
  proposals: {
    type: 'integer',
    min: 1,
    description: 'With tgd, momentum and revolve: so many updates from the same feedback (default: 1)',
  },
  'batch-size': {
    type: 'integer',
    min: 1,
    description:
      'With tgd, momentum and revolve: training items in a step, where the task has items (default: 3)',
  },
  window: {
    type: 'integer',
    min: 1,
    description: 'With momentum: how many earlier versions an update is reminded of (default: 3)',
  },
  summarised: {
    type: 'boolean',
    description: 'With momentum: remember a digest of all earlier feedback instead of versions',
  },
} satisfies Flags

/** How an optimizer goes about it, as a plan says it; what is left out is as usual. */
export interface Variation {
  readonly gate?: string
  readonly backward?: BackwardMode
  readonly wording?: keyof typeof wordings
  readonly 'feedback-quality'?: FeedbackQuality
  readonly samples?: number
  readonly proposals?: number
  readonly 'batch-size'?: number
  readonly window?: number
  readonly summarised?: true
}

const usual: Readonly<Record<string, Json>> = {
  backward: 'pass-through',
  wording: 'usual',
  'feedback-quality': 'as-is',
  proposals: 1,
  'batch-size': 3,
  window: 3,
  summarised: false,
}

/** What was typed, as options of a plan: runs that are the same have the same. */
export function variationOf(values: FlagValues): Record<string, Json> {
  const typed = Object.keys(variationFlags).flatMap((key) => {
    const value = values[key] as Json | undefined
    return value === undefined || value === usual[key] ? [] : [[key, value] as const]
  })
  return Object.fromEntries(typed)
}

/** What the options of a plan say of it. */
export function variationIn(options: Readonly<Record<string, Json>>): Variation {
  const own = Object.entries(options).filter(([key]) => Object.hasOwn(variationFlags, key))
  return Object.fromEntries(own)
}

/** The gate that was asked for. */
export function gateOf({ gate }: Variation): Gate | undefined {
  return gate === undefined ? undefined : gates[gate]!
}

/** What `gradient` takes of it. */
export function gradientOptionsOf(variation: Variation): GradientOptions {
  const { backward, wording, samples, proposals } = variation
  const { 'feedback-quality': quality, 'batch-size': batchSize } = variation
  return {
    ...(backward !== undefined && { mode: backward }),
    ...(wording !== undefined && { system: wordings[wording].backward }),
    ...(samples !== undefined && { consistency: { samples } }),
    ...(proposals !== undefined && { proposals }),
    ...(quality !== undefined && { quality }),
    ...(batchSize !== undefined && { batchSize }),
  }
}
