import { describe, expect, it } from 'vitest'

import { json, number } from './codec.ts'

describe('codecs', () => {
  it('read what they render and say what they expected', async () => {
    expect(await number.parse(number.render(0.1))).toBe(0.1)
    expect(() => number.parse('12 apples')).toThrow('Expected a number and nothing else, got "12 apples"')
    const codec = json()
    expect(await codec.parse(codec.render({ a: [1, null] }))).toEqual({ a: [1, null] })
    expect(() => codec.parse('{a')).toThrow('Expected JSON')
  })
})
