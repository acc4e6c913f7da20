import { describe, expect, it } from 'vitest'

import { lastTagged } from './reply.ts'

describe('lastTagged', () => {
  it('reads a megabyte of unclosed tags in no time worth naming', () => {
    const start = performance.now()
    expect(() => lastTagged('<T>x'.repeat(250_000), 'T')).toThrow('never closes it')
    expect(() => lastTagged('</T>'.repeat(5000), 'T')).toThrow('no text between')
    expect(performance.now() - start).toBeLessThan(2000)
  })

  it('keeps inner lines and strips the line breaks of the tags', () => {
    expect(lastTagged('<T>\n  a\n    b\n</T>', 'T')).toBe('  a\n    b')
    expect(lastTagged('<T> a </T>', 'T')).toBe('a')
  })

  it('says what is wrong', () => {
    expect(() => lastTagged('nothing', 'T')).toThrow('it has no text between <T> and </T>')
    expect(() => lastTagged('<T>cut', 'T')).toThrow('it may have been cut')
    expect(() => lastTagged('<T> </T>', 'T')).toThrow('is empty')
  })
})
