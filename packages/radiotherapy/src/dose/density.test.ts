import { expect, it } from 'vitest'

import { relativeElectronDensity } from './density.ts'

it.for([
  [-2000, 0.001],
  [-1024, 0.001],
  [-999, 0.001],
  [-544.5, 0.4755],
  [-90, 0.95],
  [-45, 0.99],
  [0, 1],
  [50, 1.0475],
  [350, 1.199],
  [3000, 2.505],
  [5000, 2.505],
] as const)('the density at %d HU is %d', ([hounsfield, density]) => {
  expect(relativeElectronDensity(hounsfield)).toBeCloseTo(density, 12)
})
