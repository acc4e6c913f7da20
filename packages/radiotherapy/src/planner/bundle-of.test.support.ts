import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll } from 'vitest'

import type { PlanCase } from '../plan-case.ts'

/** Writes a case as a bundle that holds its arrays itself; its file, which is removed after the tests. */
export function bundleOf({ name, fractions, grid, influence, structures }: PlanCase): string {
  const folder = mkdtempSync(join(tmpdir(), 'textgrad-bundle-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  const { voxels, bixels, starts, columns, values } = influence
  const { size, spacing } = grid
  const json = {
    case: name,
    numFractions: fractions,
    grid: { cubeDim_yxz: [size.y, size.x, size.z], resolution_mm: [spacing.x, spacing.y, spacing.z] },
    shape: [voxels, bixels],
    nnz: values.length,
    indptr: [...starts],
    col: [...columns],
    val: [...values],
    structures: structures.map(({ name: structure, type, priority, rows }) => ({
      name: structure,
      type: type === 'target' ? 'TARGET' : 'OAR',
      priority,
      voxels: [...rows],
    })),
    objectives: structures.flatMap(({ name: structure, objectives }) =>
      objectives.map((objective) => ({ structure, ...objective })),
    ),
  }
  const file = join(folder, `${name}.json`)
  writeFileSync(file, JSON.stringify(json))
  return file
}
