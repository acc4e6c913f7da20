/** How the dose at a volume is read off: between two voxels, as in matRad and numpy's "linear", or as that of a voxel. */
export type DoseAtVolumeMethod = 'interp' | 'rank'

/** The doses of a structure's voxels, sorted: dose-volume metrics in the unit of the doses, such as Gy. */
export interface DoseVolume {
  readonly mean: number
  readonly min: number
  readonly max: number
  /**
   * D_x: what the hottest `percent` of the volume gets at least; D0 is the greatest dose, D100 the least.
   * 'interp' (default): the sorted doses are the quantiles of (0, 1/(N-1), ... 1), linear in between. 'rank': the dose of
   * the voxel at place ⌈xN/100⌉ from the top.
   * @throws RangeError for a volume outside of 0 to 100.
   */
  doseAt(percent: number, method?: DoseAtVolumeMethod): number
  /**
   * D_x cc: what the hottest `cc` of the volume get at least: voxels from the top are added up, a part of the last.
   * @throws RangeError for a volume that is not from 0 to that of the structure.
   */
  doseAtCc(cc: number): number
  /** What all but the coldest `cc` of the volume get at least: D(V - x). RangeError as for `doseAtCc`. */
  doseOutsideCc(cc: number): number
  /** V_x: the part of the volume, 0 to 1, that gets at least `dose`. */
  volumeAt(dose: number): number
  /** The volume in cc that gets at least `dose`. */
  volumeAtCc(dose: number): number
}

/**
 * Sorts the doses of a structure's voxels, each of `voxelVolume` cc.
 * @throws RangeError where there is no voxel, or a dose is no number.
 */
export function doseVolume(doses: Float64Array, voxelVolume: number): DoseVolume {
  const sorted = sortedDoses(doses)
  const { length } = sorted
  const total = length * voxelVolume
  const ccRank = (cc: number): number => {
    if (!(cc >= 0 && cc <= total * (1 + 1e-12)))
      throw new RangeError(`Expected a volume from 0 to the ${total} cc of the structure, got ${cc}`)
    // Whole voxels stay whole although 0.3 / 0.1 is not 3.
    return sorted[length - Math.min(length, Math.max(1, Math.ceil(cc / voxelVolume - 1e-9)))]!
  }
  const atLeast = (dose: number): number => length - firstAtLeast(sorted, dose)
  return {
    mean: sorted.reduce((sum, dose) => sum + dose, 0) / length,
    min: sorted[0]!,
    max: sorted[length - 1]!,
    doseAt: (percent, method = 'interp') => doseAt(sorted, percent, method),
    doseAtCc: ccRank,
    doseOutsideCc: (cc) => ccRank(total - cc),
    volumeAt: (dose) => atLeast(dose) / length,
    volumeAtCc: (dose) => atLeast(dose) * voxelVolume,
  }
}

function sortedDoses(doses: Float64Array): Float64Array {
  if (doses.length === 0) throw new RangeError('Expected the dose of at least one voxel, got none')
  const wrong = doses.find((dose) => !Number.isFinite(dose))
  if (wrong !== undefined) throw new RangeError(`Expected doses that are finite, got ${wrong}`)
  return doses.toSorted()
}

function doseAt(sorted: Float64Array, percent: number, method: DoseAtVolumeMethod): number {
  if (!(percent >= 0 && percent <= 100))
    throw new RangeError(`Expected a volume from 0 to 100 %, got ${percent}`)
  const { length } = sorted
  if (method === 'rank') return sorted[length - Math.max(1, Math.ceil((percent * length) / 100))]!
  const place = ((100 - percent) / 100) * (length - 1)
  const below = Math.floor(place)
  const above = Math.min(length - 1, below + 1)
  return sorted[below]! + (place - below) * (sorted[above]! - sorted[below]!)
}

/** The place of the first dose that is not below `dose`. */
function firstAtLeast(sorted: Float64Array, dose: number): number {
  let [from, to] = [0, sorted.length]
  while (from < to) {
    const middle = (from + to) >>> 1
    if (sorted[middle]! < dose) from = middle + 1
    else to = middle
  }
  return from
}
