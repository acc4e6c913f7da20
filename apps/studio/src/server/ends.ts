import type { RunPlan } from '@textgrad/runs'

import type { Ends } from '../model/time-left.ts'

/** What a plan says of when its run ends. What a program did not write into it, nobody knows here. */
export function endsOf({ options = {}, limits = {} }: RunPlan): Ends {
  const { calls, tokens, dollars, evaluations } = limits
  const { steps, target, patience } = options
  return {
    ...numbersOf({ steps, target, patience }),
    limits: numbersOf({ calls, tokens, dollars, evaluations }),
  }
}

const numbersOf = (all: object): object =>
  Object.fromEntries(Object.entries(all).filter(([, value]) => typeof value === 'number'))
