import { readSync } from 'node:fs'

/** The parts of an image, in their order. */
export interface Image {
  readonly realm: Uint8Array
  readonly script: Uint8Array
  readonly wasm: Uint8Array
  readonly library: Uint8Array
  /** The memory of Python once it is prepared; nothing where it is to be made. */
  readonly memory: Uint8Array
}

export interface ImageHeader {
  readonly sizes: readonly number[]
  readonly hashSeed: number
  /** Python that runs before the memory is kept, and what starts each role then. */
  readonly preparation: string
  readonly start: Readonly<Record<Role, string>>
  /** Set with the memory. */
  readonly kept?: Kept
}

/** What a process is for. */
export type Role = 'candidate' | 'judge'

export interface Kept {
  /** Where in the memory the text is that starts each role. */
  readonly starts: readonly number[]
  readonly stackTop: number
}

export const roles: readonly Role[] = ['candidate', 'judge']

const names = ['realm', 'script', 'wasm', 'library', 'memory'] as const

/** All that a process is made from, as one file, so that it needs to read no other. */
export function packImage(image: Image, header: Omit<ImageHeader, 'sizes'>): readonly Uint8Array[] {
  const parts = names.map((name) => image[name])
  const text = Buffer.from(JSON.stringify({ ...header, sizes: parts.map(({ length }) => length) }))
  const length = Buffer.alloc(4)
  length.writeUInt32LE(text.length)
  return [length, text, ...parts]
}

/** Reads what was packed, by a descriptor that others may read from at the same time. */
export function readImage(descriptor: number): { readonly header: ImageHeader; readonly image: Image } {
  let position = 0
  const take = (size: number): Buffer => {
    const bytes = Buffer.alloc(size)
    for (let done = 0; done < size;) {
      const count = readSync(descriptor, bytes, done, size - done, position + done)
      if (count === 0) throw new RangeError('the image is shorter than it says')
      done += count
    }
    position += size
    return bytes
  }
  const header = JSON.parse(take(take(4).readUInt32LE()).toString()) as ImageHeader
  const parts = header.sizes.map((size) => take(size))
  return { header, image: Object.fromEntries(names.map((name, index) => [name, parts[index]])) as never }
}
