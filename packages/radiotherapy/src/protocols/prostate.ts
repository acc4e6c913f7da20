import type { GoalSetJson } from '../goals/goal-set.ts'

const aliases = {
  PTV: ['Target', 'PTV 70.2', 'PTV_7020', 'Prostate PTV'],
  CTV: ['Prostate', 'CTV 70.2'],
  rectum: ['Rectum wall'],
  bladder: ['Bladder wall'],
  'femoral heads': ['Femoral head', 'FemoralHeads', 'Femurs', 'FH'],
}

/** Two tables that agree gave these volumes; the papers themselves were not compared. */
const quantec =
  'QUANTEC, S. Bentzen et al., Int. J. Radiat. Oncol. Biol. Phys. 76 Suppl. 3 (2010), and the prostate protocols of RTOG; numbers second-hand'

const organs: GoalSetJson['goals'] = [
  'rectum V50Gy <= 50 %',
  'rectum V60Gy <= 35 %',
  'rectum V65Gy <= 25 %',
  'rectum V70Gy <= 20 %',
  'rectum V75Gy <= 15 %',
  'bladder V65Gy <= 50 %',
  'bladder V70Gy <= 35 %',
  'bladder V75Gy <= 25 %',
  'bladder V80Gy <= 15 %',
  { goal: 'femoral heads V40Gy <= 40 %', tier: 'soft' },
  { goal: 'femoral heads V50Gy <= 10 %', tier: 'soft' },
]

export const quantecProstate: GoalSetJson = {
  name: 'quantec-prostate',
  source: quantec,
  aliases,
  goals: organs,
}

/**
 * RTOG 0126, arm 1 by IMRT: 70.2 Gy. What the protocol tells apart as no, a minor and a major deviation is here a soft goal
 * on the first limit and a hard one on the second.
 */
export const rtog0126: GoalSetJson = {
  name: 'rtog-0126',
  source: `RTOG 0126, arm 1; organs: ${quantec}`,
  prescription: '70.2 Gy',
  aliases,
  normalizeTo: 'PTV D98% = 70.2 Gy',
  goals: [
    { goal: 'PTV D98% >= 70.2 Gy', tier: 'soft' },
    { goal: 'PTV D95% >= 70.2 Gy', tier: 'hard' },
    { goal: 'PTV D2% <= 75.1 Gy', tier: 'soft' },
    { goal: 'PTV D2% <= 77.2 Gy', tier: 'hard' },
    ...organs,
  ],
}
