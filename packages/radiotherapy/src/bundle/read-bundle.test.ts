import { mkdtemp, readFile, rm, unlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, beforeEach, describe, expect, it, test } from 'vitest'

import { smallJson, writeBundle } from './bundle.test.support.ts'
import { readBundle } from './read-bundle.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bundle-'))
})
afterEach(() => rm(folder, { recursive: true }))

const caseError = (field: string, rule: string, source = 'small.json') =>
  expect.objectContaining({
    name: 'CaseError',
    source: join(folder, source),
    field,
    rule: expect.stringContaining(rule),
  })

describe('check 11: a bundle with files', () => {
  it('is read with its matrix, structures and objectives', async () => {
    const plan = await readBundle(await writeBundle(folder, smallJson()))
    expect(plan).toEqual({
      name: 'small',
      fractions: 30,
      grid: { size: { x: 2, y: 2, z: 2 }, spacing: { x: 5, y: 5, z: 5 }, origin: { x: -5, y: 0, z: 5 } },
      voxels: Uint32Array.of(1, 2, 5, 7),
      influence: {
        voxels: 4,
        bixels: 3,
        starts: Uint32Array.of(0, 2, 3, 3, 5),
        columns: Uint16Array.of(0, 1, 1, 0, 2),
        values: Float32Array.of(0.5, 0.25, 1, 0.125, 2),
      },
      structures: [
        {
          name: 'PTV',
          type: 'target',
          priority: 1,
          rows: Uint32Array.of(0, 1),
          objectives: [{ kind: 'squaredDeviation', dose: 60, penalty: 1000 }],
        },
        {
          name: 'Body',
          type: 'organ',
          priority: 2,
          rows: Uint32Array.of(0, 1, 2, 3),
          objectives: [
            { kind: 'maxDvh', dose: 30, volume: 20, penalty: 10 },
            { kind: 'squaredMeanDose', dose: 0, penalty: 5 },
            { kind: 'eud', dose: 10, exponent: 3.5, penalty: 0 },
          ],
        },
      ],
    })
  })

  it('may have files that are not compressed', async () => {
    const file = await writeBundle(folder, smallJson())
    await unlink(join(folder, 'small/rows_PTV.u32.gz'))
    await writeFile(join(folder, 'small/rows_PTV.u32'), Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0))
    expect((await readBundle(file)).structures[0]!.rows).toEqual(Uint32Array.of(1, 0))
  })

  it('may have a target without an objective within one that has some', async () => {
    const json = smallJson()
    const ctv = { ...json.structures[0]!, name: 'CTV', nRows: 1, objectives: [] }
    json.structures.push(ctv)
    const file = await writeBundle(folder, json, { 'rows_CTV.u32': Uint32Array.of(1) })
    expect((await readBundle(file)).structures[2]).toMatchObject({ type: 'target', objectives: [] })
  })

  test.each<[string, Record<string, NodeJS.TypedArray>, string]>([
    ['dij.col.u16[4]', { 'dij.col.u16': Uint16Array.of(0, 1, 1, 0, 3) }, 'expected a bixel below 3, got 3'],
    ['dij.val.f32[1]', { 'dij.val.f32': Float32Array.of(1, NaN, 1, 1, 1) }, 'not negative, got NaN'],
    ['dij.val.f32[3]', { 'dij.val.f32': Float32Array.of(1, 1, 1, -1, 1) }, 'not negative, got -1'],
    ['dij.indptr.u32[3]', { 'dij.indptr.u32': Uint32Array.of(0, 2, 3, 2, 5) }, 'never fall, got 2 after 3'],
    [
      'structures[0].rows',
      { 'rows_PTV.u32': Uint32Array.of(0, 4) },
      'expected rows of PTV below 4, got 4 at 1',
    ],
    [
      'structures[0].rows',
      { 'rows_PTV.u32': Uint32Array.of(1, 1) },
      'expected each row of PTV once, got 1 again',
    ],
    ['voxels[2]', { 'voxelIndex.u32': Uint32Array.of(1, 2, 8, 7) }, 'expected a cube index below 8, got 8'],
    [
      'structures[1].priority',
      { 'rows_PTV.u32': Uint32Array.of(0, 1, 2, 3) },
      'expected voxels of Body that no',
    ],
  ])('is refused for its %s', async (field, changed, rule) => {
    const json = smallJson()
    if (field.endsWith('priority')) json.structures[0]!.nRows = 4
    const file = await writeBundle(folder, json, changed)
    await expect(readBundle(file)).rejects.toThrow(caseError(field, rule))
  })

  test.each<[string, (json: ReturnType<typeof smallJson>) => unknown, string]>([
    [
      'structures[0].objectives',
      (json) => (json.structures[0]!.objectives = []),
      'expected an objective for target PTV, of which 2 voxels',
    ],
    ['structures', (json) => (json.structures[0]!.type = 'OAR'), 'expected at least one target'],
    ['structures[0].type', (json) => (json.structures[0]!.type = 'PTV'), 'TARGET'],
    [
      'structures[1].name',
      (json) => Object.assign(json.structures[1]!, { name: 'PTV', nRows: 2 }),
      'expected each name once, got PTV again',
    ],
    ['structures[1].name', (json) => (json.structures[1]!.name = '../Body'), 'Invalid string'],
    [
      'structures[1].objectives[0].penalty',
      (json) => (json.structures[1]!.objectives[0]!.penalty = -1),
      'got -1',
    ],
    [
      'structures[1].objectives[0].penalty',
      (json) => (json.structures[1]!.objectives[0]!.penalty = NaN),
      'got null',
    ],
    [
      'structures[1].objectives[0].parameters[1]',
      (json) => (json.structures[1]!.objectives[0]!.parameters[1] = 130),
      'from 0 to 100 %, got 130',
    ],
    [
      'structures[1].objectives[0].parameters[1]',
      (json) => json.structures[1]!.objectives[0]!.parameters.pop(),
      'got undefined',
    ],
    [
      'structures[1].objectives[0].parameters',
      (json) => json.structures[1]!.objectives[0]!.parameters.push(1),
      'expected dose and volume only',
    ],
    [
      'structures[1].objectives[1].parameters[1]',
      (json) => (json.structures[1]!.objectives[1]!.parameters[1] = 3),
      'expected 1, linear, or 2, quadratic, got 3',
    ],
    [
      'structures[1].objectives[2].className',
      (json) => (json.structures[1]!.objectives[2]!.className = 'EUD'),
      'expected one of matRad_',
    ],
    [
      'structures[0].objectives[0].parameters[0]',
      (json) => (json.structures[0]!.objectives[0]!.parameters[0] = 6000),
      'from 0 to 200 Gy, got 6000',
    ],
    ['numFractions', (json) => (json.numFractions = 0), 'Too small'],
    ['nBixels', (json) => (json.nBixels = 2.5), 'expected int'],
    ['grid.cubeDim_yxz', (json) => json.grid.cubeDim_yxz.pop(), 'expected array to have'],
  ])('is refused for its %s', async (field, change, rule) => {
    const json = smallJson()
    change(json)
    await expect(readBundle(await writeBundle(folder, json))).rejects.toThrow(caseError(field, rule))
  })

  it('is refused for an empty structure', async () => {
    const json = smallJson()
    json.structures[1]!.nRows = 0
    const file = await writeBundle(folder, json, { 'rows_Body.u32': new Uint32Array() })
    await expect(readBundle(file)).rejects.toThrow(
      caseError('structures[1].rows', 'expected Body to have at least one voxel, got none'),
    )
  })

  it('is refused where a file is cut off, missing, or holds more or less than it should', async () => {
    const file = await writeBundle(folder, smallJson())
    const values = join(folder, 'small/dij.val.f32.gz')
    const packed = await readFile(values)
    await writeFile(values, packed.subarray(0, packed.length - 12))
    const refused = (rule: string) => caseError('dij.val.f32', rule, 'small/dij.val.f32.gz')
    await expect(readBundle(file)).rejects.toThrow(
      refused('expected a whole gzip file: unexpected end of file'),
    )
    await writeFile(values, 'no gzip')
    await expect(readBundle(file)).rejects.toThrow(
      refused('expected a whole gzip file: incorrect header check'),
    )
    await unlink(values)
    await expect(readBundle(file)).rejects.toThrow(refused('expected the file to be there'))
    await writeBundle(folder, smallJson(), { 'dij.val.f32': new Float32Array(4) })
    await expect(readBundle(file)).rejects.toThrow(refused('expected 20 bytes, which are 5 numbers, got 16'))
  })

  it('is refused where it is no JSON, or not there', async () => {
    const file = await writeBundle(folder, smallJson())
    await writeFile(file, '{"penalty": NaN}')
    await expect(readBundle(file)).rejects.toThrow(caseError('file', 'expected JSON: SyntaxError'))
    await unlink(file)
    await expect(readBundle(file)).rejects.toThrow(
      caseError('file', 'expected a readable file: Error: ENOENT'),
    )
  })
})
