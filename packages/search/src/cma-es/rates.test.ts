import { expect, it } from 'vitest'

import { defaultPopulation, ratesFor } from './rates.ts'

it('has the weights and learning rates that pycma 4 has in 10 dimensions', () => {
  expect(defaultPopulation(10)).toBe(10)
  const { weights, parents, muEff, c1, cMu } = ratesFor(10, 10)
  const expected = [
    0.45627264690340597, 0.2707530970017852, 0.16223111715866978, 0.08523354710016448, 0.025509591835974777,
    -0.08001260758087224, -0.22176416099914653, -0.34455494178482093, -0.45286408637842196,
    -0.5497499176973853,
  ]
  for (const [i, weight] of weights.entries()) expect(weight).toBeCloseTo(expected[i]!, 14)
  expect(parents).toBe(5)
  expect(muEff).toBeCloseTo(3.1672992814107017, 14)
  expect(c1).toBeCloseTo(0.015283824524751714, 14)
  expect(cMu).toBeCloseTo(0.02355177665041747, 14)
})
