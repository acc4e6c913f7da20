import type { GoalSetJson } from '../goals/goal-set.ts'

/**
 * G. Ezzell et al., Med. Phys. 36 (2009) 5359 (AAPM TG-119). The numbers are given from memory of its tables and
 * were not compared with the printed ones.
 */
const source =
  'AAPM TG-119, G. Ezzell et al., Med. Phys. 36 (2009) 5359; numbers from memory, compare them with the report before you rely on them'

const aliases = {
  PTV: ['Target', 'OuterTarget', 'CShape', 'C-shape', 'Prostate PTV', 'ProstatePTV', 'HN PTV', 'HNPTV'],
  core: ['Center', 'Centre', 'C-shape core'],
  cord: ['Spinal cord', 'SpinalCord'],
  'left parotid': ['Parotid L', 'Lt parotid', 'L parotid', 'parotid'],
  'right parotid': ['Parotid R', 'Rt parotid', 'R parotid', 'parotid'],
  centre: ['center', 'centre target', 'central target'],
  superior: ['superior target'],
  inferior: ['inferior target'],
}

export const tg119MultiTarget: GoalSetJson = {
  name: 'tg119-multi-target',
  source,
  prescription: '5000 cGy',
  aliases,
  normalizeTo: 'centre D99% = 5000 cGy',
  goals: [
    'centre D99% >= 5000 cGy',
    'centre D10% <= 5300 cGy',
    'superior D99% >= 2500 cGy',
    'superior D10% <= 3500 cGy',
    'inferior D99% >= 1250 cGy',
    'inferior D10% <= 2500 cGy',
  ],
}

export const tg119Prostate: GoalSetJson = {
  name: 'tg119-prostate',
  source,
  prescription: '7560 cGy',
  aliases,
  normalizeTo: 'PTV D95% = 7560 cGy',
  goals: [
    'PTV D95% >= 7560 cGy',
    'PTV D5% <= 8300 cGy',
    'rectum D30% <= 7000 cGy',
    'rectum D10% <= 7500 cGy',
    'bladder D30% <= 7000 cGy',
    'bladder D10% <= 7500 cGy',
  ],
}

export const tg119HeadAndNeck: GoalSetJson = {
  name: 'tg119-head-and-neck',
  source,
  prescription: '5000 cGy',
  aliases,
  normalizeTo: 'PTV D90% = 5000 cGy',
  goals: [
    'PTV D90% >= 5000 cGy',
    'PTV D99% >= 4650 cGy',
    'PTV D20% <= 5500 cGy',
    'cord max <= 4000 cGy',
    'left parotid D50% <= 2000 cGy',
    'right parotid D50% <= 2000 cGy',
  ],
}

export const tg119CShapeEasy: GoalSetJson = {
  name: 'tg119-cshape-easy',
  source,
  prescription: '5000 cGy',
  aliases,
  normalizeTo: 'PTV D95% = 5000 cGy',
  goals: ['PTV D95% >= 5000 cGy', 'PTV D10% <= 5500 cGy', 'core D10% <= 2500 cGy'],
}

/** Not reachable: institutions averaged some 1630 cGy in the core. A good test of an honest report. */
export const tg119CShapeHard: GoalSetJson = {
  ...tg119CShapeEasy,
  name: 'tg119-cshape-hard',
  goals: ['PTV D95% >= 5000 cGy', 'PTV D10% <= 5500 cGy', 'core D10% <= 1000 cGy'],
}
