import type { GridPlane, GridStack } from '@textgrad/core'

import type { PlanCase, Structure } from '../plan-case.ts'
import { bodyOf, isodoses } from './slice-svg.ts'
import { sliceOf, targetVoxels, type Slice } from './slice.ts'

/** How many planes are kept at most, and how many values in all of them: some 200 kB. */
const most = { planes: 15, values: 40_000 } as const

/** How many planes are shown beyond the target on each side. */
const beyond = 2

/** The dose in the planes of the target and next to it, with the contours in each; `reference` in Gy is what isodoses are per cent of. */
export function doseStack(plan: PlanCase, dose: Float64Array, reference: number): GridStack {
  const counts = targetVoxels(plan)
  const places = placesOf(counts)
  const step = stepOf(plan.grid.size, places.length)
  const fullest = places.reduce((best, z, index) => (counts[z]! > counts[places[best]!]! ? index : best), 0)
  const slices = places.map((z) => sliceOf(plan, z, step))
  const body = bodyOf(plan)
  const owned = plan.structures.map((structure) => ({ structure, rows: new Set(structure.rows) }))
  return {
    width: slices[0]!.width,
    height: slices[0]!.height,
    first: fullest,
    planes: slices.map((slice, index): GridPlane => ({
      label: `slice ${places[index]! + 1} of ${plan.grid.size.z}`,
      values: [...slice.nearest].map((row) => (row < 0 ? 0 : Number(dose[row]!.toFixed(1)))),
      regions: owned.map(({ structure, rows }) => cellsOf(rows, planeOf(slice, structure, body))),
    })),
    regions: plan.structures.map(({ name }) => name),
    levels: isodoses.map(([percent]) => ({
      value: Number(((percent / 100) * reference).toFixed(2)),
      label: `${percent} %`,
    })),
  }
}

/** Planes of the target and some beyond it, evenly where there are too many. */
function placesOf(counts: Uint32Array): readonly number[] {
  const first = Math.max(0, counts.findIndex((count) => count > 0) - beyond)
  const last = Math.min(counts.length - 1, counts.findLastIndex((count) => count > 0) + beyond)
  const every = Math.ceil((last - first + 1) / most.planes)
  const middle = Math.floor((first + last) / 2)
  const all = Array.from({ length: last - first + 1 }, (_, index) => first + index)
  return all.filter((z) => (z - middle) % every === 0)
}

function stepOf({ x, y }: PlanCase['grid']['size'], planes: number): number {
  let step = 1
  while (planes * Math.ceil(x / step) * Math.ceil(y / step) > most.values) step++
  return step
}

const planeOf = ({ rows, nearest }: Slice, structure: Structure, body: Structure | undefined): Int32Array =>
  structure === body ? nearest : rows

/** The cells of a structure as start, length, start, length. */
function cellsOf(own: ReadonlySet<number>, plane: Int32Array): number[] {
  const cells: number[] = []
  for (let from = 0; from < plane.length; from++) {
    if (!own.has(plane[from]!)) continue
    let to = from + 1
    while (to < plane.length && own.has(plane[to]!)) to++
    cells.push(from, to - from)
    from = to
  }
  return cells
}
