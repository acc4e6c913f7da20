import type { GoalSetJson } from '../goals/goal-set.ts'

/** The dose of the target is left to the case: each has its own levels. */
export const rtog0225: GoalSetJson = {
  name: 'rtog-0225',
  source: 'RTOG 0225, head and neck by IMRT; numbers second-hand',
  aliases: {
    cord: ['Spinal cord', 'SpinalCord'],
    brainstem: ['Brain stem'],
    'left parotid': ['Parotid L', 'L parotid', 'parotid'],
    'right parotid': ['Parotid R', 'R parotid', 'parotid'],
  },
  goals: [
    { goal: 'cord max <= 45 Gy', tier: 'soft' },
    { goal: 'cord D1cc <= 50 Gy', tier: 'hard' },
    { goal: 'brainstem max <= 54 Gy', tier: 'soft' },
    { goal: 'brainstem D1% <= 60 Gy', tier: 'hard' },
    'left parotid mean <= 26 Gy',
    'right parotid mean <= 26 Gy',
  ],
}
