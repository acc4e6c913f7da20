import type { Structure } from './plan-case.ts'

/**
 * The voxels that each structure's objectives see: a voxel counts for all structures with the lowest priority number of
 * those that have objectives and contain it, as in matRad. A structure without objectives takes no voxels away; its own
 * are all that it has. In the order of the structures, each in the order of its rows.
 */
export function optimisedRows(
  structures: readonly Pick<Structure, 'priority' | 'rows' | 'objectives'>[],
  voxels: number,
): readonly Uint32Array[] {
  const lowest = new Float64Array(voxels).fill(Infinity)
  for (const { priority, rows, objectives } of structures) {
    if (objectives.length === 0) continue
    for (const row of rows) lowest[row] = Math.min(lowest[row]!, priority)
  }
  return structures.map(({ priority, rows, objectives }) =>
    objectives.length === 0 ? rows : rows.filter((row) => lowest[row] === priority),
  )
}
