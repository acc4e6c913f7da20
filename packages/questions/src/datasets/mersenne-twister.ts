const size = 624
const middle = 397

/** The words that MT19937 gives one after another, each from 0 to 2**32 - 1 (Matsumoto and Nishimura 1998, mt19937ar.c). */
export type Words = () => number

/** Seeded by an array of one word, as CPython's `random.Random(seed)` is. */
export function seededAsPython(seed: number): Words {
  const state = stateOf(19650218)
  let i = 1
  const step = (): void => {
    if (++i < size) return
    state[0] = state[size - 1]!
    i = 1
  }
  for (let k = 0; k < size; k++) {
    state[i] = (state[i]! ^ Math.imul(mixed(state, i), 1664525)) + checked(seed)
    step()
  }
  for (let k = 1; k < size; k++) {
    state[i] = (state[i]! ^ Math.imul(mixed(state, i), 1566083941)) - i
    step()
  }
  state[0] = 0x80000000
  return wordsOf(state)
}

/** Seeded by a word, as NumPy's `numpy.random.seed(seed)` and `RandomState(seed)` are. */
export function seededAsNumpy(seed: number): Words {
  return wordsOf(stateOf(checked(seed)))
}

/** @throws RangeError for a seed that is not a whole number from 0 to 2**32 - 1. */
function checked(seed: number): number {
  if (Number.isInteger(seed) && seed >= 0 && seed <= 0xffffffff) return seed
  throw new RangeError(`Expected the seed to be a whole number from 0 to 2**32 - 1, got ${seed}`)
}

function stateOf(word: number): Uint32Array {
  const state = new Uint32Array(size)
  state[0] = word
  for (let i = 1; i < size; i++) state[i] = Math.imul(1812433253, mixed(state, i)) + i
  return state
}

function wordsOf(state: Uint32Array): Words {
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
