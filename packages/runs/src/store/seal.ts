import { crc32 } from 'node:zlib'

/** A checksum of what a row holds: SQLite itself does not notice when bytes inside a value change on the disk. */
export function seal(...parts: readonly (string | number)[]): number {
  // What is long stands last, and is not copied.
  const last = String(parts.at(-1))
  return crc32(last, crc32(parts.slice(0, -1).join('\0')))
}
