import { describe, expect, it } from 'vitest'

import { anls } from './anls.ts'
import { mathAnswer } from './math-answer.ts'

describe('mathAnswer', () => {
  const format = mathAnswer()

  it.each([
    ['So it is $\\boxed{\\frac{3}{4}}$.', '\\dfrac34'],
    ['First \\boxed{1}, then \\boxed{2}.', '2'],
    ['**Answer:** $\\left( 3, \\frac{\\pi}{2} \\right)$', '\\left(3,\\frac{\\pi}{2}\\right)'],
    ['Answer: 1,000', '1000'],
    ['Answer: $\\$18.90$', '18.9'],
    ['\\boxed{90^\\circ}', '90'],
    ['\\boxed{5\\text{ cm}}', '5'],
    ['\\boxed{\\text{Evelyn}}', '\\text{Evelyn}'],
    ['\\boxed{-\\frac{1}{2}}', '-1/2'],
    ['Answer: 50\\%', '50'],
    ['\\boxed{x^{2} + 1}', 'x^{2}+1'],
  ])('%j is %j', (reply, answer) => {
    expect(format.parse(reply)).toBe(format.read(answer))
    expect(format.read(answer)).toBeDefined()
  })

  it('tells different values apart, and says where there is none', () => {
    expect(format.parse('Answer: 0.5')).not.toBe(format.read('1/2'))
    expect(format.parse('Answer: (1,2)')).not.toBe(format.read('(1,3)'))
    expect(format.parse('\\boxed{2^{10}')).toBeUndefined()
    expect(format.parse('I can not tell.')).toBeUndefined()
    expect(format.parse('\\boxed{}')).toBeUndefined()
  })
})

describe('anls', () => {
  it('is 1 less the distance by the length of the longer text, of the nearest answer', () => {
    expect(anls('Paris', ['paris'])).toBe(1)
    expect(anls(' 1/8/93 ', ['8 Jan', '1/8/93'])).toBe(1)
    // One of ten characters is wrong.
    expect(anls('0123456789', ['012345678x'])).toBeCloseTo(0.9, 12)
    // kitten and sitting: 3 changes, 7 characters.
    expect(anls('kitten', ['sitting'])).toBeCloseTo(1 - 3 / 7, 12)
  })

  it('is 0 below the threshold, and no less at it', () => {
    expect(anls('ab', ['ax'])).toBe(0.5)
    expect(anls('abc', ['axy'])).toBe(0)
    expect(anls('', ['abc'])).toBe(0)
    expect(() => anls('a', [])).toThrow(new TypeError('Expected at least one right answer'))
  })
})
