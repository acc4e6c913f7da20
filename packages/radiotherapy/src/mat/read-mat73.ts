import type { Dataset, DatasetRegion, Group, Reference } from 'h5wasm/node'

import { CaseError } from '../errors.ts'
import { numbersIn, openedFile, tried, type Numbers } from '../hdf5/library.ts'
import { textOf } from './elements.ts'
import { elementsOf, type MatValue } from './mat-value.ts'

/** Deeper than anything that somebody wrote. */
const deepest = 32

/**
 * Reads variables of a file of MATLAB 7.3, which is HDF5 with a class of MATLAB on every object.
 * @param wanted The variables; those that are not there are left out.
 * @throws CaseError naming the file, the variable and what is wrong.
 */
export async function readMat73(
  source: string,
  wanted: readonly string[],
): Promise<ReadonlyMap<string, MatValue>> {
  const file = await openedFile(source)
  try {
    const names = file.keys().filter((name) => wanted.includes(name))
    return new Map(
      names.map((name) => [name, tried(source, name, () => valueOf(file.get(name), { source, name }))]),
    )
  } finally {
    file.close()
  }
}

interface Place {
  readonly source: string
  readonly name: string
  readonly depth?: number
}

type Entity = ReturnType<Group['get']> | DatasetRegion

function valueOf(one: Entity, { source, name, depth = 0 }: Place): MatValue {
  const refuse = (rule: string) => new CaseError(source, { field: name, rule })
  if (depth > deepest) throw refuse(`expected arrays in each other at most ${deepest} deep`)
  const inner = (part: string): Place => ({ source, name: `${name}${part}`, depth: depth + 1 })
  if (isGroup(one)) return 'MATLAB_sparse' in one.attrs ? sparseOf(one, refuse) : structOf(one, inner)
  if (isDataset(one)) return arrayOf(one, refuse, inner)
  throw refuse('expected an array or a structure')
}

function arrayOf(
  one: Dataset,
  refuse: (rule: string) => CaseError,
  inner: (part: string) => Place,
): MatValue {
  const kind = one.attrs['MATLAB_class']?.value
  if (kind === undefined || kind === 'function_handle' || 'MATLAB_object_decode' in one.attrs)
    return { kind: 'opaque' }
  if ('MATLAB_empty' in one.attrs) return emptyOf(kind, [...numbersOf(one, refuse)])
  // MATLAB's first dimension is the last of HDF5.
  const size = (one.shape ?? []).toReversed()
  if (kind === 'cell') {
    const items = referencesOf(one).map((item, at) => valueOf(one.dereference(item), inner(`{${at + 1}}`)))
    return { kind: 'cell', size, items }
  }
  const values = numbersOf(one, refuse)
  return kind === 'char' ? { kind: 'text', size, text: textOf(values) } : { kind: 'numbers', size, values }
}

function emptyOf(kind: unknown, size: readonly number[]): MatValue {
  if (kind === 'cell') return { kind: 'cell', size, items: [] }
  if (kind === 'struct') return { kind: 'struct', size, items: [] }
  return kind === 'char'
    ? { kind: 'text', size, text: '' }
    : { kind: 'numbers', size, values: new Float64Array() }
}

/** One structure has its fields in the group; several have references there, one for each of them. */
function structOf(group: Group, inner: (part: string) => Place): MatValue {
  const fields = group.keys().map((field) => [field, group.get(field)] as const)
  const arrays = fields.filter(([, one]) => isDataset(one) && !('MATLAB_class' in one.attrs))
  const [first] = arrays
  if (!first || arrays.length < fields.length) {
    const items = [
      Object.fromEntries(fields.map(([field, one]) => [field, valueOf(one, inner(`.${field}`))])),
    ]
    return { kind: 'struct', size: [1, 1], items }
  }
  const size = ((first[1] as Dataset).shape ?? []).toReversed()
  const columns = arrays.map(([field, one]) => [field, one as Dataset, referencesOf(one as Dataset)] as const)
  const items = Array.from({ length: elementsOf(size) }, (_, at) =>
    Object.fromEntries(
      columns.map(([field, one, references]) => [
        field,
        valueOf(one.dereference(references[at]!), inner(`(${at + 1}).${field}`)),
      ]),
    ),
  )
  return { kind: 'struct', size, items }
}

/** Without entries it has neither data nor rows. */
function sparseOf(group: Group, refuse: (rule: string) => CaseError): MatValue {
  const part = (name: string): Numbers => {
    const one = group.keys().includes(name) ? group.get(name) : undefined
    return one === undefined ? new Float64Array() : numbersOf(one, refuse)
  }
  const starts = part('jc')
  const rows = Number(group.attrs['MATLAB_sparse']!.value)
  return { kind: 'sparse', size: [rows, starts.length - 1], starts, rows: part('ir'), values: part('data') }
}

function numbersOf(one: Entity, refuse: (rule: string) => CaseError): Numbers {
  const value = isDataset(one) ? one.value : undefined
  if (ArrayBuffer.isView(value)) return numbersIn(value)
  throw refuse('expected real numbers')
}

/** What is a single one comes as it is. */
function referencesOf({ value }: Dataset): readonly Reference[] {
  return (Array.isArray(value) ? value : [value]) as Reference[]
}

const isGroup = (one: Entity): one is Group => !!one && 'keys' in one
const isDataset = (one: Entity): one is Dataset => !!one && 'slice' in one
