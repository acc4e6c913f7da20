/** A seeded source of numbers. */
export interface Random {
  /** A number from 0 up to, not including, 1. */
  readonly next: () => number
  /** A whole number from 0 up to, not including, `below`. */
  readonly integer: (below: number) => number
  /** One of the items. Throws RangeError when there is none. */
  readonly pick: <T>(items: readonly T[]) => T
  /** The items in another order. */
  readonly shuffle: <T>(items: readonly T[]) => T[]
}

/** A 32-bit hash of a text (FNV-1a with a final mix, as in MurmurHash3). */
export function hash32(text: string, seed = 0): number {
  let h = (0x811c9dc5 ^ seed) >>> 0
  for (let i = 0; i < text.length; i++) {
    h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  }
  h ^= h >>> 16
  h = Math.imul(h, 0x85ebca6b)
  h ^= h >>> 13
  h = Math.imul(h, 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

/** Two 32-bit hashes as one short text: enough to tell the values of a run apart. */
export function digest(text: string): string {
  return hash32(text).toString(36) + hash32(text, 0x9e3779b9).toString(36)
}

/** As `digest`, of bytes. */
export function digestBytes(bytes: Uint8Array): string {
  let text = ''
  // In pieces, because a call takes a limited number of arguments.
  for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192))
  return digest(text)
}

/** The same seed and path always give the same numbers (mulberry32 by Tommy Ettinger, public domain). */
export function random(seed: number, path = ''): Random {
  let state = hash32(path, seed | 0)
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  const integer = (below: number): number => {
    if (!(below >= 1)) throw new RangeError(`Expected a range of at least 1, got ${below}`)
    return Math.floor(next() * below)
  }
  return {
    next,
    integer,
    pick: (items) => items[integer(items.length)]!,
    shuffle(items) {
      const out = [...items]
      for (let i = out.length - 1; i > 0; i--) {
        const j = integer(i + 1)
        ;[out[i], out[j]] = [out[j]!, out[i]!]
      }
      return out
    },
  }
}
