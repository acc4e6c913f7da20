import type { Curve } from '@textgrad/core'

import { dvhCurve } from '../dvh/curve.ts'
import { measuredDose } from '../goals/measure.ts'
import type { PlanCase } from '../plan-case.ts'
import { rounded } from './rounded.ts'

/** Points of a curve: enough to draw. */
const points = 106

/**
 * The histogram of each structure: dose in Gy, and the volume in per cent that gets at least that.
 * @param most Gy: curves end a little beyond it (default: the greatest dose).
 * @param suffix What the names of the structures end with.
 */
export function dvhCurves(
  plan: PlanCase,
  doses: Float64Array,
  { most, suffix = '' }: { readonly most?: number; readonly suffix?: string } = {},
): readonly Curve[] {
  const measured = measuredDose(plan, doses)
  return plan.structures.map((structure): Curve => {
    const { dose, volume } = dvhCurve(measured.volumeOf(structure), {
      points,
      most: most ?? measured.all.max,
    })
    return {
      name: `${structure.name}${suffix}`,
      points: [...dose].map((one, index) => [rounded(one), rounded(100 * volume[index]!)]),
    }
  })
}
