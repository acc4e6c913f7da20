import { gathered } from '../gathered.ts'
import { voxelVolume, type PlanCase } from '../plan-case.ts'
import { doseVolume } from './dose-volume.ts'

/** The metrics of a structure by their usual names: doses in Gy over the whole course, volumes as parts from 0 to 1. */
export type DoseStatistics = Readonly<Record<string, number>>

const volumes = [2, 5, 10, 30, 50, 90, 95, 98, 99]
/** Gy; 47.5 is 95 % of the 50 Gy that TG-119 prescribes. */
const doses = [20, 30, 40, 47.5, 50, 60, 65, 70, 75]

/**
 * Mean, min, max, D2 to D99 (interpolated) and V20 to V75 of every structure, on all of its voxels, by name.
 * @param dose Of every voxel of the case, in Gy per fraction.
 */
export function doseStatistics(plan: PlanCase, dose: Float64Array): Readonly<Record<string, DoseStatistics>> {
  const total = dose.map((one) => one * plan.fractions)
  return Object.fromEntries(
    plan.structures.map(({ name, rows }) => {
      const of = doseVolume(gathered(total, rows), voxelVolume(plan.grid))
      return [
        name,
        {
          mean: of.mean,
          min: of.min,
          max: of.max,
          ...Object.fromEntries(volumes.map((percent) => [`D${percent}`, of.doseAt(percent)])),
          ...Object.fromEntries(doses.map((gy) => [`V${gy}`, of.volumeAt(gy)])),
        },
      ]
    }),
  )
}
