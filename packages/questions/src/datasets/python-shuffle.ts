/**
 * The items in the order that CPython's `random.Random(seed).shuffle` gives them (3.2 and later), so that splits made
 * with it can be made again.
 * @throws RangeError for a seed that is not a whole number from 0 to 2**32 - 1.
 */
export function pythonShuffle<T>(items: readonly T[], seed: number): T[] {
  if (!Number.isInteger(seed) || seed < 0 || seed > 0xffffffff) {
    throw new RangeError(`Expected the seed to be a whole number from 0 to 2**32 - 1, got ${seed}`)
  }
  const next = mersenneTwister(seed)
  const below = (limit: number): number => {
    const unused = Math.clz32(limit)
    for (;;) {
      const drawn = next() >>> unused
      if (drawn < limit) return drawn
    }
  }
  const out = [...items]
  for (let i = out.length - 1; i > 0; i--) {
    const j = below(i + 1)
    ;[out[i], out[j]] = [out[j]!, out[i]!]
  }
  return out
}

const size = 624
const middle = 397

/** MT19937, seeded by an array of one word as CPython seeds it (Matsumoto and Nishimura 1998, mt19937ar.c). */
function mersenneTwister(seed: number): () => number {
  const state = seeded(seed)
  let index = size
  return () => {
    if (index === size) {
      twist(state)
      index = 0
    }
    let y = state[index++]!
    y ^= y >>> 11
    y ^= (y << 7) & 0x9d2c5680
    y ^= (y << 15) & 0xefc60000
    return (y ^ (y >>> 18)) >>> 0
  }
}

function seeded(seed: number): Uint32Array {
  const state = new Uint32Array(size)
  state[0] = 19650218
  for (let i = 1; i < size; i++) state[i] = Math.imul(1812433253, mixed(state, i)) + i
  let i = 1
  const step = (): void => {
    if (++i < size) return
    state[0] = state[size - 1]!
    i = 1
  }
  for (let k = 0; k < size; k++) {
    state[i] = (state[i]! ^ Math.imul(mixed(state, i), 1664525)) + seed
    step()
  }
  for (let k = 1; k < size; k++) {
    state[i] = (state[i]! ^ Math.imul(mixed(state, i), 1566083941)) - i
    step()
  }
  state[0] = 0x80000000
  return state
}

function mixed(state: Uint32Array, i: number): number {
  const before = state[i - 1]!
  return before ^ (before >>> 30)
}

function twist(state: Uint32Array): void {
  for (let i = 0; i < size; i++) {
    const y = (state[i]! & 0x80000000) | (state[(i + 1) % size]! & 0x7fffffff)
    state[i] = state[(i + middle) % size]! ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0)
  }
}
