import { describe, expect, it } from 'vitest'

import { scripted } from '../testing/scripted.ts'
import { clip, estimateTokens, fits, promptLimit, share } from './limit.ts'

describe('promptLimit', () => {
  it('is the window less a reply, what was asked for, or 100,000 less a reply', () => {
    const engine = (limits?: object) => ({ ...scripted(), ...(limits && { limits }) })
    expect(promptLimit(engine({ contextTokens: 32_000, maxOutputTokens: 2000 })).tokens).toBe(30_000)
    expect(promptLimit(engine({ contextTokens: 4000, maxOutputTokens: 4000 })).tokens).toBe(2000)
    expect(promptLimit(engine()).tokens).toBe(95_904)
    expect(promptLimit(engine(), 5000).tokens).toBe(5000)
    expect(() => promptLimit(engine(), 999)).toThrow(
      'Expected promptTokens to be a number from 1000 up, got 999',
    )
  })

  it('counts as the engine does', () => {
    const engine = { ...scripted(), countTokens: (text: string) => text.split(' ').length }
    expect(promptLimit(engine).count('one two three')).toBe(3)
  })
})

describe('estimateTokens', () => {
  it('is a third of the UTF-8 bytes', () => {
    expect(estimateTokens('abcdef')).toBe(2)
    expect(estimateTokens('日本語')).toBe(3)
    expect(estimateTokens('éé')).toBe(2)
  })
})

describe('clip', () => {
  const text = `begin ${'x'.repeat(3000)} end`

  it('keeps the beginning and the end, and says how much is left out', () => {
    const cut = clip(text, 100, estimateTokens)
    expect(cut).toMatch(/^begin x+ \[\d+ characters left out\] x+ end$/)
    expect(estimateTokens(cut)).toBeLessThanOrEqual(100)
    const [, left] = /\[(\d+) /.exec(cut)!
    expect(cut.replace(/ \[.*\] /, '').length + Number(left)).toBe(text.length)
  })

  it('leaves what fits as it is, and never splits a character', () => {
    expect(clip('short', 100, estimateTokens)).toBe('short')
    expect(clip('😀'.repeat(1000), 50, estimateTokens).isWellFormed()).toBe(true)
    expect(clip(text, 1, estimateTokens)).toBe('[3010 characters left out]')
  })
})

describe('share', () => {
  it('gives small texts what they need and large ones equal parts of the rest', () => {
    expect(share([10, 100, 100], 110)).toBe(50)
    expect(share([10, 20], 30)).toBe(Number.POSITIVE_INFINITY)
    expect(share([100, 100], 10)).toBe(5)
    expect(share([1, 1], -5)).toBe(0)
  })
})

describe('fits', () => {
  it('counts all texts together', () => {
    expect(fits(['abc', 'def'], 2, estimateTokens)).toBe(true)
    expect(fits(['abc', 'defg'], 2, estimateTokens)).toBe(false)
  })
})
