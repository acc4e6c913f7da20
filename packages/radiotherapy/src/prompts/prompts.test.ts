import { expect, it } from 'vitest'

import { criticInstruction } from './critic.ts'

it('asks a critic to go through the goals, with plans of others', () => {
  expect(
    criticInstruction({
      goals: 'Score -4; 0 is all goals met.\nCore mean <= 20 Gy (hard): 20.4 Gy, missed by 2 %',
      plans: [{ input: 'Core mean 19 Gy', output: 'Core: weight 300, dose 20 Gy' }],
    }),
  ).toMatchInlineSnapshot(`
    "You review a radiotherapy treatment plan as a medical physicist would, by the settings that it was optimised with.
    A computer measured the plan. Take what it says of goals as given:
    Score -4; 0 is all goals met.
    Core mean <= 20 Gy (hard): 20.4 Gy, missed by 2 %
    Plans that were found good for other cases of this kind:
    Plan 1 reached:
    Core mean 19 Gy
    with the settings:
    Core: weight 300, dose 20 Gy
    Go through the goals one by one: is it met, and if not, which structure gets too much or too little? Then say which
    weights and dose levels to raise or to lower, and about how much, so that missed goals come closer while met ones stay
    met. Where two goals compete, say which one should give way. A few sentences are enough. Do not write new settings."
  `)
})
