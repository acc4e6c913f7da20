import { describe, expect, test } from 'vitest'

import { citedGoals, citedStructures } from './cited.ts'

const wrong = ({ find, known }: ReturnType<typeof citedGoals>, text: string): string[] => {
  const cited = find(text)
  const there = new Set(known!(cited, {}) as string[])
  return cited.filter((one) => !there.has(one))
}

describe('structures that feedback cites', () => {
  const prostate = citedStructures(['PTV_68', 'Rectum_wall', 'bladder', 'Femoral_head_L', 'core'])
  test.each([
    ['The rectum and the Bladder are spared; both femoral heads and the core stay below.', []],
    ['The femurs have room, the PTV_68 has not.', []],
    ['Lower the parotids and the spinal cord; the rectum is fine.', ['parotid', 'cord']],
    ['Record what the plan does wholeheartedly.', []],
    ['The oesophagus gets too much', ['esophagus']],
  ])('%s', (text, expected) => expect(wrong(prostate, text)).toEqual(expected))
})

describe('metrics of goals that feedback cites', () => {
  const goals = citedGoals([
    'PTV D95% >= 70.2 Gy',
    'rectum V70Gy <= 20 %',
    'cord D0.1cc <= 45 Gy',
    'PTV CI(47.5 Gy) >= 0.6',
  ])
  test.each([
    ['D95 of the target is low, and so is D95%; V70 and V 70 Gy are met, as is D0.1cc. The CI is 0.5.', []],
    ['D98% and V40Gy are missed', ['D98%', 'V40Gy']],
    ['D0.1 cm³ is one, D2cc is none; gEUD neither', ['D2cc', 'gEUD']],
    ['The vitamin D3X and DV7 are names', []],
  ])('%s', (text, expected) => expect(wrong(goals, text)).toEqual(expected))
})
