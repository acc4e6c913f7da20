import type { Dataset, File, Group } from 'h5wasm/node'

import { CaseError } from '../errors.ts'
import { numbersIn, openedFile, tried, type Numbers } from './library.ts'

/** A dataset of numbers in a file of HDF5. */
export interface Hdf5Dataset {
  readonly shape: readonly number[]
  /** The entries from one index of the first axis up to another, the last axis running fastest. */
  rows(from: number, to: number): Numbers
  /** An error that names the file, the dataset and, where it is given, the entry. */
  wrong(rule: string, at?: number): CaseError
}

/** A file of HDF5 that is open until it is disposed of. */
export interface Hdf5 extends Disposable {
  readonly source: string
  /** What is in a group; nothing where it is no group. */
  keys(group: string): readonly string[]
  /** @throws CaseError where it is missing, is no dataset, is empty or has not so many axes. */
  dataset(path: string, axes?: number): Hdf5Dataset
  /** @throws CaseError where it is missing or not so many numbers. */
  attribute(path: string, name: string, count: number): readonly number[]
}

/**
 * Opens a file of HDF5 by the HDF5 library itself, which is loaded then.
 * @throws CaseError for a file that can not be read, or is none.
 */
export async function openHdf5(source: string): Promise<Hdf5> {
  const file = await openedFile(source)
  const entity = (path: string) => found(file, path)
  return {
    source,
    keys(group) {
      const known = entity(group)
      return isGroup(known) ? known.keys() : []
    },
    dataset(path, axes) {
      const known = entity(path)
      const refuse = (rule: string) => new CaseError(source, { field: path, rule })
      if (!isDataset(known))
        throw refuse(known ? 'expected a dataset, got a group' : 'expected the dataset, got none')
      const shape = known.shape ?? []
      if (shape.length !== (axes ?? shape.length) || shape.includes(0))
        throw refuse(`expected ${axes ?? 'some'} axes with entries, got ${shape.join(' x ') || 'none'}`)
      return {
        shape,
        rows: (from, to) =>
          numbersOf(
            tried(source, path, () => known.slice([[from, to]])),
            refuse,
          ),
        wrong: (rule, at) =>
          new CaseError(source, { field: at === undefined ? path : `${path}[${at}]`, rule }),
      }
    },
    attribute(path, name, count) {
      const known = entity(path)
      const value = known && 'attrs' in known ? known.attrs[name]?.value : undefined
      const numbers =
        typeof value === 'number' ? [value] : ArrayBuffer.isView(value) ? [...numbersIn(value)] : []
      if (numbers.length === count && numbers.every(Number.isFinite)) return numbers
      const got = numbers.length > 0 ? numbers.join() : 'none'
      throw new CaseError(source, { field: `${path}.${name}`, rule: `expected ${count} numbers, got ${got}` })
    },
    [Symbol.dispose]() {
      file.close()
    },
  }
}

type Found = ReturnType<Group['get']> | undefined

/** What is at a path; each part is looked up, as the library fails where one on the way is missing. */
function found(file: File, path: string): Found {
  let at: Found = file
  for (const name of path.split('/').filter(Boolean)) {
    if (!isGroup(at) || !at.keys().includes(name)) return undefined
    at = at.get(name)
  }
  return at
}

const isGroup = (one: Found): one is Group => !!one && 'keys' in one
const isDataset = (one: Found): one is Dataset => !!one && 'slice' in one

function numbersOf(value: unknown, refuse: (rule: string) => CaseError): Numbers {
  if (!ArrayBuffer.isView(value)) throw refuse('expected numbers')
  return numbersIn(value)
}
