import type { Demonstration } from '@textgrad/core'

/** Good plans of others, each with what was reached and the settings: examples in the prompt that gets them. */
export function plansOfOthers(plans: readonly Demonstration[]): readonly string[] {
  if (plans.length === 0) return []
  return [
    'Plans that were found good for other cases of this kind:',
    ...plans.map(
      ({ input, output }, index) => `Plan ${index + 1} reached:\n${input}\nwith the settings:\n${output}`,
    ),
  ]
}
