import { describe, expect, it } from 'vitest'

import { doseVolume } from '../dvh/dose-volume.ts'
import { CaseError } from '../errors.ts'
import { optimiseFluence } from '../fluence/optimise-fluence.ts'
import { fluenceProblem } from '../fluence/problem.ts'
import { gathered } from '../gathered.ts'
import { simdInfluence } from '../influence/simd.ts'
import { phantom } from '../phantoms/phantoms.ts'
import { checkCase, voxelVolume } from '../plan-case.ts'
import type { Case } from './case.ts'
import { compact } from './compact.ts'
import { planCaseOf } from './plan-case-of.ts'

const small = (): Case => compact(phantom('c-shape', { spacing: 10, gantry: [0, 72, 144, 216, 288] }))

describe('a case whose dose is computed', () => {
  it('is a case that can be planned, with rows for the voxels of every structure', async () => {
    const one = small()
    const { plan, bixels } = await planCaseOf(one)
    checkCase(plan)
    expect(plan.influence.bixels).toBe(bixels.length)
    for (const [index, { rows, name }] of plan.structures.entries()) {
      expect(name).toBe(one.structures[index]!.name)
      expect(rows.map((row) => plan.voxels[row]!)).toEqual(one.structures[index]!.voxels)
    }
  })

  it('can be planned: the target gets its dose and the core less', async () => {
    const { plan } = await planCaseOf(
      compact(phantom('c-shape', { gantry: [0, 51, 103, 154, 206, 257, 309] })),
    )
    const influence = simdInfluence(plan.influence)
    const { weights } = await optimiseFluence(fluenceProblem(plan, influence))
    const total = influence.dose(weights).map((dose) => dose * plan.fractions)
    const [target, core] = plan.structures.map(({ rows }) =>
      doseVolume(gathered(total, rows), voxelVolume(plan.grid)),
    )
    // matRad's plan of the same case has 49.53, 45.81 and 19.5 Gy.
    expect(target!.mean).toBeGreaterThan(49)
    expect(target!.mean).toBeLessThan(50)
    expect(target!.doseAt(95)).toBeGreaterThan(45)
    expect(core!.mean).toBeLessThan(21)
  })

  it('ends when it is aborted', async () => {
    const signal = AbortSignal.abort(new Error('enough'))
    await expect(planCaseOf(small(), { signal })).rejects.toThrow('enough')
  })

  it.for([
    [(one: Case) => ({ ...one, structures: [] }), 'c-shape, structures: expected at least one, got none'],
    [
      (one: Case) => ({
        ...one,
        structures: one.structures.map((s) => ({ ...s, voxels: new Uint32Array() })),
      }),
      'c-shape, structures[0].voxels: expected PTV to have at least one voxel, got none',
    ],
    [
      (one: Case) => ({
        ...one,
        structures: one.structures.map((s) => ({ ...s, voxels: Uint32Array.of(5, 99_999_999) })),
      }),
      'c-shape, structures[0].voxels: expected rising cube indices below 18375, got 99999999 at 1',
    ],
  ] as const)('is refused where a structure is wrong: %#', async ([change, message]) => {
    const wrong = planCaseOf(change(small()))
    await expect(wrong).rejects.toThrow(CaseError)
    await expect(planCaseOf(change(small()))).rejects.toThrow(message)
  })
})

describe('a compact case', () => {
  it('keeps the voxels of all but the body, which it thins away from the target', () => {
    const full = phantom('prostate', { spacing: 10 })
    const fewer = compact(full, { near: 10, step: 2 })
    const [before, after] = [full, fewer].map(({ structures }) =>
      structures.map(({ voxels }) => voxels.length),
    )
    expect(after!.slice(0, -1)).toEqual(before!.slice(0, -1))
    expect(after!.at(-1)).toBeLessThan((before!.at(-1) ?? 0) / 3)
    const kept = new Set(fewer.structures.at(-1)!.voxels)
    expect(full.structures[0]!.voxels.every((voxel) => kept.has(voxel))).toBe(true)
  })

  it('refuses what is no distance or step', () => {
    expect(() => compact(small(), { near: -1 })).toThrow('Expected near to be from 0 mm up, got -1')
    expect(() => compact(small(), { step: 0 })).toThrow('Expected step to be a whole number from 1 up, got 0')
  })
})
