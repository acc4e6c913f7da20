import { open, type FileHandle } from 'node:fs/promises'
import { promisify } from 'node:util'
import { inflate } from 'node:zlib'

import { CaseError } from '../errors.ts'
import { Elements, miCompressed } from './elements.ts'
import type { MatValue } from './mat-value.ts'
import { matrixOf } from './matrix.ts'
import { readMat73 } from './read-mat73.ts'

/** Bytes of the header, the last four of which are the version and the order of bytes. */
const headerLength = 128

/**
 * Reads variables of a file of MATLAB: of MATLAB 5 to 7.2, which scipy and Octave write, too, by the MAT-File Format of The MathWorks,
 * level 5; of MATLAB 7.3 as HDF5. Objects and functions are not looked into.
 * @param wanted The variables; those that are not there are left out.
 * @throws CaseError naming the file, the variable and what is wrong.
 */
export async function readMat(
  source: string,
  wanted: readonly string[],
): Promise<ReadonlyMap<string, MatValue>> {
  await using file = await open(source).catch((cause: unknown) => {
    throw new CaseError(source, { field: 'file', rule: `expected a readable file: ${String(cause)}`, cause })
  })
  if (await isNewer(file, source)) return await readMat73(source, wanted)
  const { size } = await file.stat()
  const found = new Map<string, MatValue>()
  for (let at = headerLength; at < size;) {
    const refuse = (rule: string) => new CaseError(source, { field: `byte ${at}`, rule })
    const tag = await bytesAt(file, at, 8)
    const length = tag.length < 8 ? Infinity : tag.readUInt32LE(4)
    if (at + 8 + length > size) throw refuse('expected a whole variable: the file is cut off')
    const whole = await bytesAt(file, at, 8 + length)
    const { name, value } = matrixOf(new Elements(await unpacked(whole, refuse), refuse).next(), refuse, {
      isWanted: (one) => wanted.includes(one),
    })
    if (value && wanted.includes(name)) found.set(name, value)
    at += 8 + length
  }
  return found
}

/** Whether it is of MATLAB 7.3. */
async function isNewer(file: FileHandle, source: string): Promise<boolean> {
  const header = await bytesAt(file, 0, headerLength)
  const refuse = (rule: string) => new CaseError(source, { field: 'header', rule })
  const text = header.toString('latin1', 0, 19)
  if (text === 'MATLAB 7.3 MAT-file') return true
  if (header.length < headerLength || text !== 'MATLAB 5.0 MAT-file')
    throw refuse('expected a file of MATLAB 5 or later')
  const order = header.toString('latin1', 126, 128)
  if (order !== 'IM') throw refuse(`expected little-endian numbers, got ${JSON.stringify(order)}`)
  return false
}

async function bytesAt(file: FileHandle, from: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, from)
  return buffer.subarray(0, bytesRead)
}

/** An element as it is, or what is compressed in it. */
async function unpacked(whole: Buffer, refuse: (rule: string) => Error): Promise<Uint8Array> {
  if (whole.readUInt32LE(0) !== miCompressed) return whole
  try {
    return await promisify(inflate)(whole.subarray(8))
  } catch (cause) {
    throw refuse(`expected whole compressed data: ${(cause as Error).message}`)
  }
}
