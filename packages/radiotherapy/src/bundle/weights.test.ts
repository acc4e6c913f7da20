import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { CaseError } from '../errors.ts'
import { smallJson, writeBundle } from './bundle.test.support.ts'
import { readWeights } from './weights.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bundle-'))
})
afterEach(() => rm(folder, { recursive: true }))

describe('check 11: the weights of a bundle', () => {
  it('are one for each bixel', async () => {
    const file = await writeBundle(folder, smallJson())
    expect(await readWeights(file, 'star', 3)).toEqual(Float64Array.of(0, 1, 2.5))
    await expect(readWeights(file, 'star', 4)).rejects.toThrow(
      `${join(folder, 'small/w_star.f64.gz')}, w_star.f64: expected 32 bytes, which are 4 numbers, got 24`,
    )
  })

  it.each([-1, NaN, Infinity])('are not %d', async (weight) => {
    const file = await writeBundle(folder, smallJson(), { 'w_star.f64': Float64Array.of(1, weight, 1) })
    await expect(readWeights(file, 'star', 3)).rejects.toThrow(CaseError)
    await expect(readWeights(file, 'star', 3)).rejects.toThrow(`w_star.f64[1]: expected a finite weight`)
  })
})
