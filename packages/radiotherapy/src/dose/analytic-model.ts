import type { DepthDose } from './depth-dose.ts'

/**
 * A generic 6 MV photon beam in 23 numbers: the width of the penumbra, the three constants of build-up and the attenuation of
 * matRad's photons_Generic (BSD-3-Clause), and 18 amplitudes that stand for its kernels: each kernel is a sum of six
 * two-dimensional Gaussians, fitted by least squares to what a bixel of 10 mm gives across its axis, on the mean of the kernels for
 * source-surface distances of 911 and 917 mm. `analytic-model.test.ts` makes them again.
 */
export const genericBeam = {
  attenuation: 0.005066,
  buildUp: [0.3252, 0.016, 0.0051],
  /** Those of the Gaussians, each combined with that of the penumbra (a width of 5 mm at half height), mm. */
  sigmas: [0, 1.5, 4, 10, 22, 50].map((spread) => Math.hypot(spread, 5 / Math.sqrt(8 * Math.LN2))),
  /** Of each part and each Gaussian, in Gy for a weight of 1. */
  amplitudes: [
    [0.860112, -0.078841, 0.228954, 0.050919, 0.037148, 0.074618],
    [-0.080428, 0.055411, -0.039553, 0.061255, 0.045967, -0.001279],
    [0.099476, -0.089684, 0.12531, -0.054461, 0.176019, 0.297066],
  ],
} as const satisfies DepthDose & {
  readonly sigmas: readonly number[]
  readonly amplitudes: readonly [readonly number[], readonly number[], readonly number[]]
}
