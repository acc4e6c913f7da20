import { describe, expect, it } from 'vitest'

import { readBinary } from './bundle/binary.ts'
import { readBundle } from './bundle/read-bundle.ts'
import { folderOf } from './bundle/weights.ts'
import { optimisedRows } from './overlap.ts'
import { reference } from './reference.test.support.ts'

const some = [{ kind: 'meanDose', dose: 0, penalty: 1 }] as const

describe('voxels of several structures', () => {
  it('count for all with the lowest priority number, of those that have objectives', () => {
    const rows = optimisedRows(
      [
        { priority: 1, rows: Uint32Array.of(0, 1), objectives: [] },
        { priority: 2, rows: Uint32Array.of(0, 1, 2), objectives: some },
        { priority: 2, rows: Uint32Array.of(2, 3), objectives: some },
        { priority: 3, rows: Uint32Array.of(4, 3, 2, 1), objectives: some },
      ],
      5,
    )
    expect(rows.map((one) => [...one])).toEqual([[0, 1], [0, 1, 2], [2, 3], [4]])
  })

  const known = reference('cshape')
  it.skipIf(!known)('are those that matRad optimises', async () => {
    const { structures, influence } = await readBundle(known!.file)
    const rows = optimisedRows(structures, influence.voxels)
    for (const [index, { name }] of structures.entries()) {
      const expected = await readBinary(
        folderOf(known!.file),
        [`optRows_${name}`, 'u32'],
        rows[index]!.length,
      )
      expect(rows[index]).toEqual(expected)
    }
  })
})
