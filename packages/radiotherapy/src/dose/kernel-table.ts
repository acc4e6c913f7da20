/** mm between nodes, and the side of the pixels that kernels are given for. */
export const tableStep = 0.5

/** What a bixel gives across its axis in each of three parts, on the plane of the isocentre. */
export interface KernelTable {
  /** Where the nodes begin on both axes, mm; `count` nodes along each, `tableStep` apart. */
  readonly first: number
  readonly count: number
  /** Of node (x, z) and a part: at part + 3·(z + count·x). */
  readonly values: Float64Array
}

/**
 * The square field of a bixel, blurred by a Gaussian and by a kernel for each part: sums over pixels of 0.5 mm, as matRad
 * makes them by Fourier transforms.
 * @param reach How far from the axis the table has to go, mm.
 * @throws RangeError for a bixel whose width is not a multiple of 0.5 mm.
 */
export function kernelTable(
  { penumbra, radii }: { readonly penumbra: number; readonly radii: readonly number[] },
  parts: readonly (readonly number[])[],
  { bixelWidth, reach }: { readonly bixelWidth: number; readonly reach: number },
): KernelTable {
  const profile = blurredField(bixelWidth, penumbra)
  const half = Math.ceil(reach / tableStep) + 2
  // Nodes are beside the pixels where the field has an even number of them.
  const count = 2 * half + (profile.length % 2)
  const first = -((count - 1) / 2) * tableStep
  const values = new Float64Array(3 * count * count)
  const wide = count + profile.length - 1
  for (const [part, kernel] of parts.entries()) {
    const square = new Float64Array(wide * wide)
    const middle = (wide - 1) / 2
    for (let x = 0; x < wide; x++) {
      for (let z = 0; z < wide; z++)
        square[z + wide * x] = interpolated(radii, kernel, Math.hypot(x - middle, z - middle) * tableStep)
    }
    const blurred = blurredBoth(square, wide, profile)
    for (let node = 0; node < count * count; node++) values[part + 3 * node] = blurred[node]!
  }
  return { first, count, values }
}

/** The samples of a slit of a bixel's width convolved with a Gaussian, both at steps of the table. */
function blurredField(bixelWidth: number, penumbra: number): Float64Array {
  const samples = Math.round(bixelWidth / tableStep)
  if (samples < 1 || Math.abs(samples * tableStep - bixelWidth) > 1e-9)
    throw new RangeError(`Expected bixelWidth to be a multiple of ${tableStep} mm, got ${bixelWidth}`)
  const sigma = penumbra / Math.sqrt(8 * Math.LN2)
  const limit = Math.ceil((5 * sigma) / tableStep)
  const profile = new Float64Array(samples + 2 * limit)
  for (let at = -limit; at <= limit; at++) {
    const height =
      (tableStep / (Math.sqrt(2 * Math.PI) * sigma)) * Math.exp(-((at * tableStep) ** 2) / (2 * sigma ** 2))
    for (let sample = 0; sample < samples; sample++) {
      const place = at + limit + sample
      profile[place] = profile[place]! + height
    }
  }
  return profile
}

/** A square of samples, convolved with a symmetric profile along both axes: smaller by its length less one. */
function blurredBoth(square: Float64Array, wide: number, profile: Float64Array): Float64Array {
  const count = wide - profile.length + 1
  const once = new Float64Array(wide * count)
  // Each pass transposes, so that both read along the fast axis.
  const pass = (from: Float64Array, lines: number, into: Float64Array) => {
    for (let line = 0; line < lines; line++) {
      for (let at = 0; at < count; at++) {
        let sum = 0
        for (let tap = 0; tap < profile.length; tap++) sum += profile[tap]! * from[at + tap + wide * line]!
        into[line + lines * at] = sum
      }
    }
  }
  pass(square, wide, once)
  const twice = new Float64Array(count * count)
  pass(once, count, twice)
  return twice
}

/** Linear between radii that rise, 0 beyond the last. */
function interpolated(radii: readonly number[], values: readonly number[], radius: number): number {
  let [low, high] = [0, radii.length - 1]
  if (radius > radii[high]!) return 0
  while (high - low > 1) {
    const middle = (low + high) >>> 1
    if (radii[middle]! <= radius) low = middle
    else high = middle
  }
  const part = (radius - radii[low]!) / (radii[high]! - radii[low]!)
  return values[low]! + part * (values[high]! - values[low]!)
}
