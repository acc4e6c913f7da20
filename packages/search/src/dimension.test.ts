import { random } from '@textgrad/core'
import { describe, expect, it } from 'vitest'

import { axesOf, formatNumber, parseNumber } from './dimension.ts'

describe('a number as text', () => {
  it('reads as exactly the same number', () => {
    const { next } = random(1)
    const numbers = Array.from({ length: 2000 }, () => (next() - 0.5) * 10 ** Math.floor(40 * next() - 20))
    for (const value of [...numbers, 0, 0.1 + 0.2, 5e-324, Number.MAX_VALUE, 1e21, 2 ** 53]) {
      const text = formatNumber(value)
      expect(parseNumber(text)).toBe(value)
      expect(formatNumber(parseNumber(text)!)).toBe(text)
    }
    expect(formatNumber(-0)).toBe('0')
  })

  it('is nothing else', () => {
    expect(['', ' ', 'x', '1,5', 'NaN', 'Infinity'].map(parseNumber)).toEqual(Array(6).fill(undefined))
    expect(parseNumber(' 1e-3\n')).toBe(0.001)
  })
})

describe('the range of a parameter', () => {
  it('is laid out linearly or by the logarithm', () => {
    const linear = axesOf('x', { kind: 'number', from: -5, to: 15 })
    expect([0, 0.25, 1].map((at) => linear.write([at]))).toEqual(['-5', '0', '15'])
    expect(linear.read('10')).toEqual([0.75])
    const log = axesOf('x', { kind: 'number', from: 1e-4, to: 1, scale: 'log' })
    expect(Number(log.write([0.5]))).toBeCloseTo(0.01, 12)
    expect(log.read('0.1')![0]).toBeCloseTo(0.75, 12)
    expect([log.write([0]), log.write([1])]).toEqual(['0.0001', '1'])
  })

  it('gives every integer an equal part, of the logarithm where the scale is one', () => {
    const linear = axesOf('k', { kind: 'number', from: 0.5, to: 4, integer: true })
    expect([0, 0.24, 0.26, 0.6, 0.99, 1].map((at) => linear.write([at]))).toEqual([
      '1',
      '1',
      '2',
      '3',
      '4',
      '4',
    ])
    const log = axesOf('k', { kind: 'number', from: 1, to: 1000, scale: 'log', integer: true })
    for (const axes of [linear, log]) {
      for (const text of ['1', '2', '3', '4']) expect(axes.write(axes.read(text)!)).toBe(text)
    }
    expect(Number(log.write([0.5]))).toBeLessThan(40)
  })

  it('has no order between options: the highest coordinate wins', () => {
    const axes = axesOf('c', { kind: 'choice', options: ['x', 'y', 'z'] })
    expect(axes.size).toBe(3)
    expect(axes.write([0.2, 0.9, 0.4])).toBe('y')
    for (const text of ['x', 'y', 'z']) expect(axes.write(axes.read(text)!)).toBe(text)
    expect(axes.read('w')).toBeUndefined()
  })

  it('takes what lies outside of it at its edge', () => {
    const axes = axesOf('x', { kind: 'number', from: 0, to: 10 })
    expect([axes.read('-3'), axes.read('11')]).toEqual([[0], [1]])
    expect([axes.write([-0.1]), axes.write([1.1])]).toEqual(['0', '10'])
    const fixed = axesOf('x', { kind: 'number', from: 3, to: 3 })
    expect(fixed.write(fixed.read('3')!)).toBe('3')
  })

  it('has to hold a value', () => {
    const range =
      (from: number, to: number, rest = {}) =>
      () =>
        axesOf('dose', { kind: 'number', from, to, ...rest })
    expect(range(2, 1)).toThrow(RangeError)
    expect(range(2, 1)).toThrow("range of 'dose' to hold a number, got 2 to 1")
    expect(range(0, Number.POSITIVE_INFINITY)).toThrow('to hold a number')
    expect(range(0.2, 0.8, { integer: true })).toThrow('to hold a number')
    expect(range(0, 1, { scale: 'log' })).toThrow('to start above 0')
    expect(() => axesOf('c', { kind: 'choice', options: [] })).toThrow("'c' to have at least one option")
  })
})
