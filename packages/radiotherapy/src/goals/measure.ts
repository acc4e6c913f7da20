import { doseVolume, type DoseVolume } from '../dvh/dose-volume.ts'
import { gEud, homogeneityIcru, paddickConformity } from '../dvh/indices.ts'
import { gathered } from '../gathered.ts'
import { voxelVolume, type PlanCase, type Structure } from '../plan-case.ts'
import type { PlacedMetric } from './placed-goal.ts'

/** Doses of a plan, in Gy over the whole course, as metrics need them. */
export interface MeasuredDose {
  dosesOf(structure: Structure): Float64Array
  volumeOf(structure: Structure): DoseVolume
  /** Of all voxels of the case. */
  readonly all: DoseVolume
}

/** @param dose Of every voxel of the case, in Gy over the whole course. */
export function measuredDose(plan: PlanCase, dose: Float64Array): MeasuredDose {
  const voxel = voxelVolume(plan.grid)
  const known = new Map<string, DoseVolume>()
  const dosesOf = ({ rows }: Structure): Float64Array => gathered(dose, rows)
  let all: DoseVolume | undefined
  return {
    dosesOf,
    volumeOf(structure) {
      const volume = known.get(structure.name) ?? doseVolume(dosesOf(structure), voxel)
      known.set(structure.name, volume)
      return volume
    },
    get all() {
      return (all ??= doseVolume(dose, voxel))
    },
  }
}

/** The value of a metric, in its unit: Gy, cc, per cent or none. */
export function measure({ structure, metric }: PlacedMetric, dose: MeasuredDose): number {
  const of = dose.volumeOf(structure)
  switch (metric.kind) {
    case 'mean':
    case 'min':
    case 'max':
      return of[metric.kind]
    case 'doseAt':
      return metric.volume.unit === 'cc' ? of.doseAtCc(metric.volume.value) : of.doseAt(metric.volume.value)
    case 'volumeAt':
      return metric.in === 'cc' ? of.volumeAtCc(metric.dose.value) : 100 * of.volumeAt(metric.dose.value)
    case 'gEud':
      return gEud(dose.dosesOf(structure), metric.exponent)
    case 'conformity':
      return paddickConformity(of, dose.all, metric.dose.value)
    case 'homogeneity':
      return homogeneityIcru(of)
  }
}
