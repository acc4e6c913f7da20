import { readFile, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { tempDir } from '@textgrad/host'
import { requirePythonModule, runPython } from '@textgrad/host/testing'
import { describe, expect, it } from 'vitest'

import { CaseError } from '../errors.ts'
import { save73 } from './mat73.test.support.ts'
import { readMat } from './read-mat.ts'

/** How a file is written: by scipy, or as MATLAB 7.3 does. */
type Form = 'compressed' | 'plain' | '7.3'

const saved: Readonly<Record<Form, string>> = {
  compressed: "scipy.io.savemat(sys.argv[1], out, do_compression=True, oned_as='column')",
  plain: "scipy.io.savemat(sys.argv[1], out, oned_as='column')",
  '7.3':
    'save73(sys.argv[1], {name: one.reshape(-1, 1) if getattr(one, "ndim", 2) == 1 else one for name, one in out.items()})',
}

/** Writes what a program of Python puts into `out`. */
const write = (file: string, program: string, form: Form = 'compressed'): string =>
  runPython(
    `${form === '7.3' ? save73 : ''}
import sys, numpy as np, scipy.io, scipy.sparse
out = {}
def cell(*items):
    made = np.empty((1, len(items)), dtype=object)
    made[0, :] = items
    return made
${program}
${saved[form]}`,
    undefined,
    file,
  )

const variety = `
out['doubles'] = np.arange(6.0).reshape(2, 3) / 4
for kind in ['int8', 'uint8', 'int16', 'uint16', 'int32', 'uint32', 'int64', 'uint64', 'float32']:
    out[kind] = np.array([1, 2, 100], dtype=kind)
out['cube'] = np.arange(24, dtype=np.int16).reshape(2, 3, 4)
out['truth'] = np.array([True, False])
out['text'] = 'Prostata größer'
out['nothing'] = np.zeros((0, 0))
out['cells'] = cell('TARGET', np.array([[1.5]]), cell(np.zeros((0, 0)), 'in'))
out['one'] = {'name': 'ct', 'resolution': {'x': 3.0, 'y': 2.5}, 'a_name_of_twenty_eight_letters': 1}
out['many'] = np.array([(1, 'a'), (2, 'b')], dtype=[('number', 'O'), ('word', 'O')])
out['sparse'] = scipy.sparse.csc_matrix(np.array([[0, 2.5], [0, 0], [1, 4]]))
out['unwanted'] = np.array([1 + 2j])`

const numbers = (size: number[], values: number[]) => ({
  kind: 'numbers',
  size,
  values: expect.objectContaining(values),
})

describe.skipIf(!requirePythonModule('scipy') || !requirePythonModule('h5py'))(
  'files of MATLAB (needs python3-scipy and python3-h5py)',
  () => {
    it.for<Form>(['compressed', 'plain', '7.3'])('are read: %s', async (form) => {
      await using folder = await tempDir()
      const file = join(folder.path, 'a.mat')
      write(file, variety, form)
      const kinds = ['int8', 'uint8', 'int16', 'uint16', 'int32', 'uint32', 'int64', 'uint64', 'float32']
      const wanted = [
        'doubles',
        'cube',
        'truth',
        'text',
        'nothing',
        'cells',
        'one',
        'many',
        'sparse',
        'missing',
      ]
      const found = await readMat(file, [...wanted, ...kinds])
      expect([...found.keys()].toSorted()).toEqual([...wanted.slice(0, -1), ...kinds].toSorted())
      expect(found.get('doubles')).toEqual(numbers([2, 3], [0, 0.75, 0.25, 1, 0.5, 1.25]))
      for (const kind of kinds) expect(found.get(kind)).toEqual(numbers([3, 1], [1, 2, 100]))
      expect(found.get('cube')).toMatchObject({
        size: [2, 3, 4],
        values: expect.objectContaining([0, 12, 4, 16]),
      })
      expect(found.get('truth')).toEqual(numbers([2, 1], [1, 0]))
      expect(found.get('text')).toEqual({ kind: 'text', size: [1, 15], text: 'Prostata größer' })
      expect(found.get('nothing')).toEqual(numbers([0, 0], []))
      expect(found.get('cells')).toEqual({
        kind: 'cell',
        size: [1, 3],
        items: [
          { kind: 'text', size: [1, 6], text: 'TARGET' },
          numbers([1, 1], [1.5]),
          {
            kind: 'cell',
            size: [1, 2],
            items: [numbers([0, 0], []), { kind: 'text', size: [1, 2], text: 'in' }],
          },
        ],
      })
      expect(found.get('one')).toEqual({
        kind: 'struct',
        size: [1, 1],
        items: [
          {
            name: { kind: 'text', size: [1, 2], text: 'ct' },
            resolution: {
              kind: 'struct',
              size: [1, 1],
              items: [{ x: numbers([1, 1], [3]), y: numbers([1, 1], [2.5]) }],
            },
            a_name_of_twenty_eight_letters: numbers([1, 1], [1]),
          },
        ],
      })
      expect(found.get('many')).toMatchObject({
        size: [2, 1],
        items: [{ word: { text: 'a' } }, { number: numbers([1, 1], [2]) }],
      })
      expect(found.get('sparse')).toMatchObject({
        kind: 'sparse',
        size: [3, 2],
        starts: expect.objectContaining([0, 1, 3]),
        rows: expect.objectContaining([2, 0, 2]),
        values: expect.objectContaining([1, 2.5, 4]),
      })
    })

    it('are refused where they are broken or of another kind', async () => {
      await using folder = await tempDir()
      const file = join(folder.path, 'a.mat')
      const refusal = async (bytes: Uint8Array, wanted = 'doubles') => {
        await writeFile(file, bytes)
        return readMat(file, [wanted]).then(
          () => 'nothing',
          (error: unknown) => (error instanceof CaseError ? error.message.replace(file, 'a.mat') : error),
        )
      }
      write(file, variety)
      const packed = await readFile(file)
      write(file, variety, 'plain')
      const plain = await readFile(file)
      expect(await refusal(packed)).toBe('nothing')
      expect(await refusal(packed, 'unwanted')).toContain('expected real numbers, got complex ones')
      expect(await refusal(packed.subarray(0, 60))).toBe(
        'a.mat, header: expected a file of MATLAB 5 or later',
      )
      expect(await refusal(packed.subarray(0, -9))).toContain(
        'expected a whole variable: the file is cut off',
      )
      expect(await refusal(plain.subarray(0, 131))).toBe(
        'a.mat, byte 128: expected a whole variable: the file is cut off',
      )
      const damaged = Buffer.from(packed)
      damaged.fill(0xff, 140, 150)
      expect(await refusal(damaged)).toContain('a.mat, byte 128: expected whole compressed data: ')
      const longer = Buffer.from(plain)
      // The number of bytes of the first array's data.
      longer.writeUInt32LE(49, 128 + 8 + 16 + 16 + 16 + 4)
      expect(await refusal(longer)).toBe('a.mat, byte 128: expected 49 more bytes: the file is cut off')
      longer.writeUInt32LE(40, 128 + 8 + 16 + 16 + 16 + 4)
      expect(await refusal(longer)).toBe('a.mat, byte 128: expected 6 numbers, got 5')
      const turned = Buffer.from(plain)
      turned.write('MI', 126)
      expect(await refusal(turned)).toBe('a.mat, header: expected little-endian numbers, got "MI"')
      turned.write('MATLAB 7.3 MAT-file')
      expect(await refusal(turned)).toContain(
        'a.mat, file: expected a whole file of HDF5: file signature not found',
      )
      await expect(readMat(join(folder.path, 'none.mat'), [])).rejects.toThrow('expected a readable file')
    })

    it.for<Form>(['plain', '7.3'])('are refused where they are nested without end: %s', async (form) => {
      await using folder = await tempDir()
      const file = join(folder.path, 'a.mat')
      write(file, "deep = cell('in')\nfor _ in range(40): deep = cell(deep)\nout['deep'] = deep", form)
      await expect(readMat(file, ['deep'])).rejects.toThrow('expected arrays in each other at most 32 deep')
    })
    it('of MATLAB 7.3 are refused where they are cut off or hold complex numbers', async () => {
      await using folder = await tempDir()
      const file = join(folder.path, 'a.mat')
      write(file, variety, '7.3')
      await expect(readMat(file, ['unwanted'])).rejects.toThrow('unwanted: expected real numbers')
      await truncate(file, 5000)
      await expect(readMat(file, ['doubles'])).rejects.toThrow(
        /file: expected a whole file of HDF5: .*truncated/,
      )
    })
  },
)
