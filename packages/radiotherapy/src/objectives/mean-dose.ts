import { mean } from './evaluated.ts'
import type { ObjectiveKind } from './kind.ts'
import { dose } from './parameter.ts'

/** |m - r| with the mean m: its derivative is sign(m - r)/N for every voxel, and 0 where m is r, which is a kink. */
export const meanDose: ObjectiveKind<{ readonly dose: number }> = {
  title: 'the mean dose should be this one, each Gy off costs the same',
  parameters: { dose: dose('wanted mean dose') },
  convex: () => true,
  evaluate(doses, { dose }) {
    const difference = mean(doses) - dose
    const slope = Math.sign(difference) / doses.length
    return { value: Math.abs(difference), gradient: new Float64Array(doses.length).fill(slope) }
  },
}

/** (m - r)² with the mean m. */
export const squaredMeanDose: ObjectiveKind<{ readonly dose: number }> = {
  title: 'the mean dose should be this one, costing the square of what it is off',
  parameters: { dose: dose('wanted mean dose') },
  convex: () => true,
  evaluate(doses, { dose }) {
    const difference = mean(doses) - dose
    const slope = (2 * difference) / doses.length
    return { value: difference ** 2, gradient: new Float64Array(doses.length).fill(slope) }
  },
}
