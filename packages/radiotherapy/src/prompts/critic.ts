import type { Demonstration } from '@textgrad/core'

import { plansOfOthers } from './plans-of-others.ts'

/** What a critic of plans is shown. */
export interface CriticSlots {
  /** The goals with what the plan reaches. */
  readonly goals: string
  /** Good plans of others: what was reached, and the settings. */
  readonly plans: readonly Demonstration[]
}

/**
 * What a critic is asked of a plan's settings: to compare each goal with the plan and to say which weights and dose levels to
 * change. Whether goals are met is not for it to decide.
 */
export function criticInstruction({ goals, plans }: CriticSlots): string {
  return [
    'You review a radiotherapy treatment plan as a medical physicist would, by the settings that it was optimised with.',
    'A computer measured the plan. Take what it says of goals as given:',
    goals,
    ...plansOfOthers(plans),
    'Go through the goals one by one: is it met, and if not, which structure gets too much or too little? Then say which',
    'weights and dose levels to raise or to lower, and about how much, so that missed goals come closer while met ones stay',
    'met. Where two goals compete, say which one should give way. A few sentences are enough. Do not write new settings.',
  ].join('\n')
}
