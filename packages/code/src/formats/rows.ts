import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'

import { z } from 'zod'

import { floatValue, integerValue } from '../tests/python-literal.ts'

type Reviver = (this: unknown, key: string, value: unknown, context?: { readonly source?: string }) => unknown

/** Keeps numbers as Python wrote them: 6 and 6.0 are two, and integers have any size. */
export const pythonNumbers: Reviver = (_key, value, context) => {
  const source = context?.source
  if (typeof value !== 'number' || source === undefined) return value
  return /^-?\d+$/.test(source) ? integerValue(BigInt(source)) : floatValue(value)
}

const unzip = promisify(gunzip)

/**
 * The rows of a JSONL file, compressed by gzip or not. Rejects with what reading the file rejects with, or with a TypeError
 * that names the line that does not fit.
 */
export async function readRows<T>(file: string, row: z.ZodType<T>, revive?: Reviver): Promise<T[]> {
  const bytes = await readFile(file)
  const isCompressed = bytes[0] === 0x1f && bytes[1] === 0x8b
  const text = (isCompressed ? await unzip(bytes) : bytes).toString()
  const rows: T[] = []
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue
    rows.push(rowOf(() => row.parse(JSON.parse(line, revive)), `${file}, line ${index + 1}`))
  }
  return rows
}

function rowOf<T>(read: () => T, where: string): T {
  try {
    return read()
  } catch (cause) {
    const why = cause instanceof z.ZodError ? z.prettifyError(cause) : (cause as Error).message
    throw new TypeError(`${where}: ${why}`, { cause })
  }
}
