/**
 * Checks an option that counts something.
 * @throws RangeError naming the option.
 */
export function atLeast(name: string, value: number, least: number): number {
  if (!Number.isInteger(value) || value < least) {
    throw new RangeError(`Expected ${name} to be a whole number from ${least} up, got ${value}`)
  }
  return value
}

/**
 * Checks an option that is a positive amount.
 * @throws RangeError naming the option.
 */
export function positive(name: string, value: number): number {
  if (!(value > 0 && value < Number.POSITIVE_INFINITY)) {
    throw new RangeError(`Expected ${name} to be a number above 0, got ${value}`)
  }
  return value
}

/**
 * Checks an option that is a share.
 * @throws RangeError naming the option.
 */
export function share(name: string, value: number): number {
  if (!(value >= 0 && value <= 1)) {
    throw new RangeError(`Expected ${name} to be a number from 0 to 1, got ${value}`)
  }
  return value
}
