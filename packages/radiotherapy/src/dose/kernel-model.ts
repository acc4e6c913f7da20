import type { DepthDose } from './depth-dose.ts'

/** Measured or simulated data of a machine, as matRad's photon base data hold them. */
export interface KernelModel extends DepthDose {
  /** The width at half height of the Gaussian that blurs the field of a bixel, mm. */
  readonly penumbra: number
  /** The radii of all kernels in mm, rising from 0. */
  readonly radii: readonly number[]
  /** At least one; the one of the nearest distance from source to surface counts. */
  readonly kernels: readonly {
    /** mm */
    readonly sourceSurfaceDistance: number
    /** How dose spreads in each of the three parts, at each radius: of one pixel of 0.5 by 0.5 mm. */
    readonly parts: readonly [readonly number[], readonly number[], readonly number[]]
  }[]
  /**
   * Where the middle of a bixel's field is on both axes, mm; default: 0. matRad samples a field from -w/2 to w/2 - 0.5 mm,
   * so its own is at -0.25.
   */
  readonly fieldOffset?: number
}

/** @throws RangeError naming the field and the rule, for a model that is none. */
export function checkKernelModel({ attenuation, buildUp, penumbra, radii, kernels }: KernelModel): void {
  const wrong = [attenuation, penumbra, ...buildUp].find((number) => !(number > 0 && number < Infinity))
  if (wrong !== undefined)
    throw new RangeError(`Expected attenuation, build-up and penumbra of a machine above 0, got ${wrong}`)
  if (radii.length < 2 || radii[0] !== 0 || radii.some((radius, at) => at > 0 && radius <= radii[at - 1]!))
    throw new RangeError('Expected radii of kernels to rise from 0')
  if (kernels.length === 0) throw new RangeError('Expected at least one kernel, got none')
  for (const { sourceSurfaceDistance, parts } of kernels) {
    if (!(sourceSurfaceDistance > 0))
      throw new RangeError(
        `Expected sourceSurfaceDistance of a kernel above 0 mm, got ${sourceSurfaceDistance}`,
      )
    for (const part of parts) {
      if (part.length !== radii.length || !part.every(Number.isFinite))
        throw new RangeError(`Expected a number for each of ${radii.length} radii of a kernel`)
    }
  }
}
