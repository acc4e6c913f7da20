import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'

import { CaseError } from '../errors.ts'

const arrays = { u16: Uint16Array, u32: Uint32Array, f32: Float32Array, f64: Float64Array } as const

type Arrays = { readonly [Type in keyof typeof arrays]: InstanceType<(typeof arrays)[Type]> }

/**
 * The numbers of a file of a bundle, little-endian: `<stem>.<type>.gz`, or `<stem>.<type>` where it is not compressed.
 * @throws CaseError naming the file, where it is missing or broken or does not hold that many numbers.
 */
export async function readBinary<Type extends keyof Arrays>(
  folder: string,
  [stem, type]: readonly [stem: string, type: Type],
  count: number,
): Promise<Arrays[Type]> {
  const name = `${stem}.${type}`
  const { file, bytes } = await unpacked(join(folder, name), name)
  const array = arrays[type]
  const expected = count * array.BYTES_PER_ELEMENT
  if (bytes.length !== expected)
    throw new CaseError(file, {
      field: name,
      rule: `expected ${expected} bytes, which are ${count} numbers, got ${bytes.length}`,
    })
  return new array(Uint8Array.from(bytes).buffer) as Arrays[Type]
}

async function unpacked(path: string, field: string): Promise<{ file: string; bytes: Uint8Array }> {
  const packed = await contents(`${path}.gz`, field)
  if (!packed) {
    const bytes = await contents(path, field)
    if (bytes) return { file: path, bytes }
    throw new CaseError(`${path}.gz`, { field, rule: 'expected the file to be there' })
  }
  try {
    return { file: `${path}.gz`, bytes: await promisify(gunzip)(packed) }
  } catch (cause) {
    throw new CaseError(`${path}.gz`, {
      field,
      rule: `expected a whole gzip file: ${messageOf(cause)}`,
      cause,
    })
  }
}

async function contents(file: string, field: string): Promise<Buffer | undefined> {
  try {
    return await readFile(file)
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new CaseError(file, { field, rule: `expected a readable file: ${messageOf(cause)}`, cause })
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
