import { random } from '@textgrad/core'
import { describe, expect, it } from 'vitest'

import { readBinary } from '../bundle/binary.ts'
import { readBundle } from '../bundle/read-bundle.ts'
import { folderOf, readWeights } from '../bundle/weights.ts'
import { fluenceProblem, ofWeights } from '../fluence/problem.ts'
import { tellFound } from '../found.test.support.ts'
import { relativeError } from '../objectives/reference.test.support.ts'
import { phantom } from '../phantom.test.support.ts'
import { reference } from '../reference.test.support.ts'
import { csrOf, type Csr } from './csr.ts'
import type { Influence } from './influence.ts'
import { plainInfluence } from './plain.ts'
import { simdInfluence } from './simd.ts'

/** Rows of very different lengths, some of them empty, and a number of voxels that no block divides. */
function scattered(voxels: number, bixels: number): Csr {
  const { next } = random(7, 'matrix')
  return csrOf(voxels, bixels, (voxel) => (next() < (voxel % 7) / 10 ? next() : 0))
}

function vector(length: number, seed: number): Float64Array {
  const { next } = random(seed, 'vector')
  return Float64Array.from({ length }, () => 2 * next() - 1)
}

/** By the definition, entry by entry. */
function products({ voxels, bixels, starts, columns, values }: Csr, w: Float64Array, d: Float64Array) {
  const [dose, byWeights] = [new Float64Array(voxels), new Float64Array(bixels)]
  for (let row = 0; row < voxels; row++)
    for (let entry = starts[row]!; entry < starts[row + 1]!; entry++) {
      dose[row]! += values[entry]! * w[columns[entry]!]!
      byWeights[columns[entry]!]! += values[entry]! * d[row]!
    }
  return { dose, byWeights }
}

const kinds: readonly [string, (csr: Csr) => Influence, number][] = [
  ['plain', plainInfluence, 1e-14],
  ['SIMD', simdInfluence, 1e-6],
]

describe.each(kinds)('%s products', (_, make, accuracy) => {
  it.each([
    [1, 1],
    [4, 3],
    [37, 11],
    [3001, 23],
  ])('are those of a matrix of %i x %i', (voxels, bixels) => {
    const csr = scattered(voxels, bixels)
    const [w, d] = [vector(bixels, 1), vector(voxels, 2)]
    const expected = products(csr, w, d)
    const influence = make(csr)
    expect(influence).toMatchObject({ voxels, bixels })
    expect(relativeError(influence.dose(w), expected.dose)).toBeLessThanOrEqual(accuracy)
    expect(relativeError(influence.transposed(d), expected.byWeights)).toBeLessThanOrEqual(accuracy)
  })

  it('do not depend on what was multiplied before, and leave what they gave alone', () => {
    const csr = scattered(50, 9)
    const influence = make(csr)
    const [w, d] = [vector(9, 1), vector(50, 2)]
    const first = [influence.dose(w), influence.transposed(d)]
    const copies = first.map((one) => one.slice())
    influence.dose(vector(9, 3))
    influence.transposed(vector(50, 4))
    expect(first).toEqual(copies)
    expect([influence.dose(w), influence.transposed(d)]).toEqual(copies)
  })

  it('refuse vectors of another length', () => {
    const influence = make(scattered(5, 3))
    expect(() => influence.dose(new Float64Array(2))).toThrow(
      new RangeError('Expected weights of length 3, got 2'),
    )
    expect(() => influence.transposed(new Float64Array(3))).toThrow(
      new RangeError('Expected a gradient by dose of length 5, got 3'),
    )
  })

  it('give the derivative of an objective along any direction', () => {
    const plan = phantom()
    const evaluate = ofWeights(
      make(plan.influence),
      fluenceProblem(plan, plainInfluence(plan.influence)).objective,
    )
    const { bixels } = plan.influence
    const weights = vector(bixels, 5).map((value) => 2 + value)
    const direction = vector(bixels, 6)
    const slope = evaluate(weights).gradient.reduce((sum, value, index) => sum + value * direction[index]!, 0)
    const exact = ofWeights(
      plainInfluence(plan.influence),
      fluenceProblem(plan, make(plan.influence)).objective,
    )
    const moved = (by: number): number =>
      exact(weights.map((value, index) => value + by * direction[index]!)).value
    expect(relativeError([slope], [(moved(1e-4) - moved(-1e-4)) / 2e-4])).toBeLessThanOrEqual(1e-6)
  })
})

describe.each(['tiny', 'cshape'] as const)('check 2: at the probe of %s', (name) => {
  const known = reference(name)
  it.skipIf(!known).each([
    ['plain', plainInfluence, { value: 1e-12, gradient: 1e-12 }],
    ['SIMD', simdInfluence, { value: 1e-6, gradient: 1e-5 }],
  ] as const)("%s products give matRad's objective and gradient", async (kind, make, accuracy) => {
    const { file, probe } = known!
    const plan = await readBundle(file)
    const { bixels } = plan.influence
    const weights = Float64Array.from(probe.weights ?? (await readWeights(file, 'probe', bixels)))
    const expected = probe.gradient ?? (await readBinary(folderOf(file), ['grad_probe', 'f64'], bixels))
    const problem = fluenceProblem(plan, make(plan.influence))
    const { value, gradient } = ofWeights(problem.influence, problem.objective)(weights)
    const apart = { f: relativeError([value], [probe.value]), g: relativeError(gradient, expected) }
    expect(apart.f).toBeLessThanOrEqual(accuracy.value)
    expect(apart.g).toBeLessThanOrEqual(accuracy.gradient)
    tellFound(`check 2 ${name} ${kind}`, apart)
  })
})
