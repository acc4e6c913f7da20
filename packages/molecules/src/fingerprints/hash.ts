/**
 * The hash of Boost's `hash_combine` in 32 bits, by which RDKit names the environments of Morgan fingerprints:
 * equal numbers in equal order give equal identifiers here and there. All numbers are taken modulo 2^32.
 */
export function combine(seed: number, value: number): number {
  return (seed ^ (value + 0x9e3779b9 + (seed << 6) + (seed >>> 2))) >>> 0
}

/** The hash of a list of numbers. */
export const hashOf = (values: readonly number[]): number => values.reduce(combine, 0)
