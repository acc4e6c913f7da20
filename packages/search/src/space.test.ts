import { random } from '@textgrad/core'
import { expect, it } from 'vitest'

import { cubeOf } from './space.ts'

const cube = cubeOf({
  rate: { kind: 'number', from: 1e-5, to: 1, scale: 'log' },
  layers: { kind: 'number', from: 1, to: 9, integer: true },
  kind: { kind: 'choice', options: ['a', 'b'] },
})

it('lays all parameters out on one cube, and reads back what it wrote', () => {
  expect(cube.size).toBe(4)
  const { next } = random(3)
  for (let i = 0; i < 500; i++) {
    const candidate = cube.decode([next(), next(), next(), next()], {})
    const again = cube.decode(cube.encode(candidate)!, {})
    expect(again).toEqual({ ...candidate, rate: again['rate'] })
    expect(Number(again['rate']) / Number(candidate['rate'])).toBeCloseTo(1, 12)
  }
})

it('leaves parameters that the space does not name as they were', () => {
  expect(cube.decode([1, 0, 0, 1], { prompt: 'Be brief.', kind: 'a' })).toEqual({
    prompt: 'Be brief.',
    rate: '1',
    layers: '1',
    kind: 'b',
  })
})

it('has no place for a candidate with a text that is no value', () => {
  expect(cube.encode({ rate: '0.1', layers: 'three', kind: 'a' })).toBeUndefined()
  expect(cube.encode({ rate: '0.1', kind: 'a' })).toBeUndefined()
})
