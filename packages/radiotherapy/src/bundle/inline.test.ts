import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, beforeEach, describe, expect, it, test } from 'vitest'

import { inlineJson, writeJson } from './bundle.test.support.ts'
import { readBundle } from './read-bundle.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bundle-'))
})
afterEach(() => rm(folder, { recursive: true }))

describe('a bundle that holds its arrays', () => {
  it('is read in the same way', async () => {
    const plan = await readBundle(await writeJson(folder, inlineJson()))
    expect(plan).toMatchObject({
      voxels: Uint32Array.of(0, 1, 2, 3),
      grid: { size: { x: 2, y: 2, z: 1 }, spacing: { x: 5, y: 4, z: 3 } },
      structures: [
        { name: 'PTV', objectives: [{ kind: 'squaredDeviation', dose: 60, penalty: 1000 }] },
        {
          name: 'Body',
          rows: Uint32Array.of(0, 1, 2, 3),
          objectives: [{ kind: 'meanDose', dose: 0, penalty: 5 }],
        },
      ],
    })
    expect(plan.influence.values).toEqual(Float32Array.of(0.5, 0.25, 1, 0.125, 2))
  })

  test.each<[string, (json: ReturnType<typeof inlineJson>) => unknown, string]>([
    ['col[2]', (json) => (json.col[2] = 65_537), 'expected a bixel below 3, got 65537'],
    ['val[0]', (json) => (json.val[0] = -0.1), 'not negative'],
    ['val[0]', (json) => (json.val[0] = 1e300), 'expected a finite dose'],
    ['val[4]', (json) => (json.val[4] = NaN), 'expected number, received null'],
    ['val', (json) => json.val.pop(), 'expected 5 values, as nnz says, got 4'],
    ['indptr[2]', (json) => (json.indptr[2] = 1), 'never fall, got 1 after 2'],
    ['objectives[1].penalty', (json) => (json.objectives[1]!.penalty = -5), 'got -5'],
    [
      'objectives[1].kind',
      (json) => (json.objectives[1]!.kind = 'mean'),
      'expected one of squaredDeviation, ',
    ],
    [
      'objectives[1].structure',
      (json) => (json.objectives[1]!.structure = 'Lung'),
      'expected one of PTV, Body, got Lung',
    ],
    [
      'structures[1].rows',
      (json) => (json.structures[1]!.voxels = []),
      'expected Body to have at least one voxel',
    ],
  ])('is refused for its %s', async (field, change, rule) => {
    const json = inlineJson()
    change(json)
    await expect(readBundle(await writeJson(folder, json))).rejects.toThrow(
      expect.objectContaining({ name: 'CaseError', field, rule: expect.stringContaining(rule) }),
    )
  })
})
