/** mm between the nodes of a profile: linear in between, it is off by 2e-5 of the greatest value at most. */
export const profileStep = 0.05

/**
 * Profiles of a slit of a width, blurred by Gaussians, at distances from its middle that are multiples of `profileStep` up
 * to `reach` and one beyond: those of all sigmas at one distance stand together.
 */
export function boxProfiles(sigmas: readonly number[], width: number, reach: number): Float64Array {
  const nodes = Math.ceil(reach / profileStep) + 2
  const profiles = new Float64Array(nodes * sigmas.length)
  for (let node = 0; node < nodes; node++) {
    for (const [j, sigma] of sigmas.entries())
      profiles[node * sigmas.length + j] = boxProfile(node * profileStep, sigma, width)
  }
  return profiles
}

/** A slit of a width, 1 within, blurred by a Gaussian: [erf((x + w/2)/(σ√2)) - erf((x - w/2)/(σ√2))]/2. */
export function boxProfile(x: number, sigma: number, width: number): number {
  const scale = 1 / (sigma * Math.SQRT2)
  // Far out both error functions are 1, and only their complements still differ.
  return (erfc((Math.abs(x) - width / 2) * scale) - erfc((Math.abs(x) + width / 2) * scale)) / 2
}

/**
 * 1 - erf(x): a Taylor series near 0, and beyond a continued fraction, evaluated backward (Abramowitz and Stegun 7.1.6 and
 * 7.1.14); to 1e-13.
 */
export function erfc(x: number): number {
  if (x < 0) return 2 - erfc(-x)
  const square = x * x
  if (x < 2.5) {
    let [term, sum] = [x, x]
    for (let n = 1; term > 1e-17 * sum; n++) {
      term *= (2 * square) / (2 * n + 1)
      sum += term
    }
    return 1 - (2 / Math.sqrt(Math.PI)) * Math.exp(-square) * sum
  }
  let fraction = x
  for (let k = 60; k >= 1; k--) fraction = x + k / 2 / fraction
  return Math.exp(-square) / (Math.sqrt(Math.PI) * fraction)
}
