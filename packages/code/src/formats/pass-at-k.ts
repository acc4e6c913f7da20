/**
 * The chance that at least one of `k` samples passes, by the unbiased estimator from `n` samples of which `c` passed:
 * 1 - C(n - c, k) / C(n, k), as a product so that nothing overflows (Chen et al. 2021, arXiv 2107.03374, section 2.1).
 * @throws RangeError for counts that are none: 1 <= k <= n, 0 <= c <= n
 */
export function passAtK(n: number, c: number, k: number): number {
  for (const [name, value, from] of [
    ['n', n, 1],
    ['c', c, 0],
    ['k', k, 1],
  ] as const) {
    if (!Number.isInteger(value) || value < from || value > n)
      throw new RangeError(`${name} must be a whole number from ${from} to n = ${n}, not ${value}`)
  }
  if (n - c < k) return 1
  let none = 1
  for (let i = 0; i < k; i++) none *= (n - c - i) / (n - i)
  return 1 - none
}
