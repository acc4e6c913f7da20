import { z } from 'zod'

import { usual, type StopRules } from '../fluence/stop.ts'

/** When an optimisation of the fluence ends. */
export const solveOptions = {
  iterations: z
    .int()
    .min(1)
    .max(100_000)
    .default(usual.iterations)
    .describe('The fluence is optimised in at most so many iterations'),
  accuracy: z
    .number()
    .min(0)
    .max(0.1)
    .default(usual.decrease)
    .describe('The fluence is good where ten iterations bring less than this part of what it costs'),
}

export const stopRulesOf = ({
  iterations,
  accuracy,
}: {
  readonly iterations: number
  readonly accuracy: number
}): StopRules => ({ iterations, decrease: accuracy })
