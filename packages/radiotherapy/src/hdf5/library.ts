import { access, constants } from 'node:fs/promises'

import type { File } from 'h5wasm/node'

import { CaseError } from '../errors.ts'

/** Numbers of an array; those of 64 bits as doubles. */
export type Numbers = Exclude<NodeJS.TypedArray, BigInt64Array | BigUint64Array>

/**
 * A file of HDF5, opened by the HDF5 library itself, which is loaded then; to be closed.
 * @throws CaseError for a file that can not be read, or is none.
 */
export async function openedFile(source: string): Promise<File> {
  const { default: library } = await import('h5wasm/node')
  // It would write to the console.
  ;(await library.ready).activate_throwing_error_handler()
  try {
    await access(source, constants.R_OK)
  } catch (cause) {
    throw new CaseError(source, { field: 'file', rule: 'expected a readable file', cause })
  }
  return tried(source, 'file', () => new library.File(source, 'r'))
}

/** What the library does; where it fails, the innermost reason that it gives. */
export function tried<T>(source: string, field: string, act: () => T): T {
  try {
    return act()
  } catch (cause) {
    if (cause instanceof CaseError) throw cause
    const reasons = [...String(cause).matchAll(/#\d+: .*\(\): (.*)/g)]
    const reason = reasons.at(-1)?.[1] ?? String(cause)
    throw new CaseError(source, { field, rule: `expected a whole file of HDF5: ${reason}`, cause })
  }
}

export function numbersIn(view: ArrayBufferView): Numbers {
  const isLong = view instanceof BigInt64Array || view instanceof BigUint64Array
  return isLong ? Float64Array.from(view as BigInt64Array, Number) : (view as Numbers)
}
