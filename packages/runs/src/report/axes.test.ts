import { expect, test } from 'vitest'

import { axisMarks, counting, linear, rangeAcross, rangeUp } from './axes.ts'

test('a scale has round ticks around its numbers', () => {
  expect(linear([0.763, 0.95], [0, 100], 5).ticks).toEqual([0.75, 0.8, 0.85, 0.9, 0.95])
  expect(linear([-7, 12], [0, 100], 4).ticks).toEqual([-10, -5, 0, 5, 10, 15])
})

test('a scale puts its numbers between its ends', () => {
  const { at } = linear([0, 10], [200, 0], 5)
  expect([at(0), at(5), at(10)]).toEqual([200, 100, 0])
})

test('a scale of one number has room on both sides', () => {
  const { from, to } = linear([0.5, 0.5], [0, 100], 5)
  expect(from).toBeLessThan(0.5)
  expect(to).toBeGreaterThan(0.5)
})

test('a scale of no numbers, or of huge ones, is still a scale', () => {
  expect(linear([], [0, 100], 5).ticks.length).toBeGreaterThan(1)
  expect(linear([1e300, -1e300], [0, 100], 5).ticks.length).toBeGreaterThan(1)
  expect(linear([Number.NaN, 3, 4], [0, 100], 5).ticks[0]).toBe(3)
})

test('ticks that are close to each other are told apart', () => {
  const ticksOf = (...values: number[]): string[] => {
    const x = counting(1, [0, 100], 2)
    const y = linear(values, [100, 0], 2)
    const { words } = axisMarks({ width: 200, height: 200, x, y, xLabel: '', yLabel: '' })
    return words.filter(({ kind, anchor }) => kind === 'tick' && anchor === 'end').map(({ text }) => text)
  }
  expect(ticksOf(0.5, 0.50001)).toEqual(['0.5', '0.500005', '0.50001'])
  expect(ticksOf(-1000.01, -1000)).toEqual(['−1000.01', '−1000.005', '−1000'])
  expect(ticksOf(0, 1)).toEqual(['0', '0.5', '1'])
})

test('a plot has room for its numbers, however long they are', () => {
  const size = { width: 300, height: 200 }
  const leftOf = (...values: number[]) => {
    const y = linear(values, rangeUp(size), 5)
    const x = counting(3, rangeAcross(size, y), 5)
    const { words, lines } = axisMarks({ ...size, x, y, xLabel: '', yLabel: '' })
    const numbers = words.filter(({ anchor, kind }) => kind === 'tick' && anchor === 'end')
    // A digit of this size is less than 8 wide.
    const starts = numbers.map((one) => Number(one.x) - 7.7 * one.text.length)
    return { axis: Number(lines[0]!.x1), first: x.at(0), start: Math.min(...starts) }
  }
  expect(leftOf(0, 1)).toMatchObject({ axis: 50, first: 50 })
  for (const values of [
    [-10_000, 0],
    [-1e300, 1e300],
    [-123_456_789, 0],
    [0.500001, 0.5],
  ]) {
    const { axis, first, start } = leftOf(...values)
    expect(first).toBe(axis)
    expect(start).toBeGreaterThanOrEqual(0)
  }
})

test('steps are counted in whole numbers', () => {
  expect(counting(6, [0, 60], 16).ticks).toEqual([0, 1, 2, 3, 4, 5, 6])
  expect(counting(40, [0, 60], 6).ticks).toEqual([0, 10, 20, 30, 40])
})
