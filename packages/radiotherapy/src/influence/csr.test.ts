import { describe, expect, it, test } from 'vitest'

import { CaseError } from '../errors.ts'
import { checkCsr, csrOf, type Csr } from './csr.ts'

const sound: Csr = {
  voxels: 3,
  bixels: 2,
  starts: Uint32Array.of(0, 2, 2, 3),
  columns: Uint16Array.of(0, 1, 1),
  values: Float32Array.of(0.5, 1, 2),
}

describe('check 11: a matrix', () => {
  it('is accepted where nothing is wrong', () => {
    expect(() => checkCsr(sound, 'case')).not.toThrow()
  })

  test.each<[string, Partial<Csr>, string]>([
    ['columns[1]', { columns: Uint16Array.of(0, 2, 1) }, 'expected a bixel below 2, got 2'],
    ['columns[1]', { columns: Uint16Array.of(1, 1, 1) }, 'expected each bixel once in row 0, got 1 again'],
    ['columns', { columns: Uint16Array.of(1, 1) }, 'expected a bixel for each of 3 values, got 2'],
    [
      'values[2]',
      { values: Float32Array.of(0.5, 1, NaN) },
      'expected a finite dose that is not negative, got NaN',
    ],
    [
      'values[0]',
      { values: Float32Array.of(-0.5, 1, 2) },
      'expected a finite dose that is not negative, got -0.5',
    ],
    ['values[0]', { values: Float32Array.of(Infinity, 1, 2) }, 'got Infinity'],
    [
      'starts[2]',
      { starts: Uint32Array.of(0, 2, 1, 3) },
      'expected row starts that never fall, got 1 after 2',
    ],
    ['starts[0]', { starts: Uint32Array.of(1, 2, 2, 3) }, 'expected row starts to begin with 0, got 1'],
    ['starts[3]', { starts: Uint32Array.of(0, 2, 2, 2) }, 'expected the last row to end with entry 3, got 2'],
    ['starts', { starts: Uint32Array.of(0, 3) }, 'expected 4 row starts for 3 voxels, got 2'],
    ['bixels', { bixels: 0 }, 'expected a matrix of 1 to 65536 bixels, got 0'],
    ['bixels', { bixels: 65_537 }, 'expected a matrix of 1 to 65536 bixels, got 65537'],
  ])('is refused for its %s', (field, change, rule) => {
    expect(() => checkCsr({ ...sound, ...change }, 'case')).toThrow(
      expect.objectContaining({
        name: 'CaseError',
        source: 'case',
        field,
        rule: expect.stringContaining(rule),
      }),
    )
  })

  it('is made from what bixels give to voxels', () => {
    const doses = [
      [0.5, 1],
      [0, 0],
      [0, 2],
    ]
    expect(csrOf(3, 2, (voxel, bixel) => doses[voxel]![bixel]!)).toEqual(sound)
    expect(() => csrOf(1, 1, () => -1)).toThrow(CaseError)
  })
})
