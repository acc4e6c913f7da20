/** `Math.random` from a seed, so that a program does the same again: the generator mulberry32 of Tommy Ettinger (public domain). */
export const realmRandom = String.raw`
function seedRandom(seed) {
  let state = seed | 0
  Math.random = function random() {
    state = (state + 0x6d2b79f5) | 0
    let bits = Math.imul(state ^ (state >>> 15), 1 | state)
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits
    return ((bits ^ (bits >>> 14)) >>> 0) / 4294967296
  }
}
`
