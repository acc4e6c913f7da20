import type { Random } from '@textgrad/core'

/** A normally distributed number of mean 0 and variance 1 (G. Box, M. Muller, 1958). */
export function gaussian(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next())
}
