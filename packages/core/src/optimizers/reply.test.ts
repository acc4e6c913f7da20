import { describe, expect, it } from 'vitest'

import { lastTagged } from './reply.ts'

describe('lastTagged', () => {
  it('refuses what could be read in more than one way', () => {
    expect(() => lastTagged('<T>outer <T>inner</T> tail</T>', 'T')).toThrow('closes </T> more often')
    expect(() => lastTagged('<T><T>x</T></T>', 'T')).toThrow('more often')
    expect(() => lastTagged('<T>x</T> y</T>', 'T')).toThrow('more often')
    expect(() => lastTagged('Sure:\n<T>begin with <T> always</T>', 'T')).toThrow(
      'opens <T> again before closing it',
    )
    expect(() => lastTagged('</T>x<T>', 'T')).toThrow('it opens <T> and never closes it')
    expect(lastTagged('Between <T> and </T>: <T>x</T>', 'T')).toBe('x')
    expect(lastTagged('I write it in <T> tags.\n<T>x</T>', 'T')).toBe('x')
    expect(lastTagged('It ends with </T>.\n<T>x</T> (<T></T>)', 'T')).toBe('x')
  })

  it('refuses half of a character', () => {
    expect(() => lastTagged('<T>a\ud83d</T>', 'T')).toThrow('half of a character')
  })

  it('reads replies of megabytes', () => {
    expect(() => lastTagged('<T>x'.repeat(250_000), 'T')).toThrow('never closes it')
    expect(() => lastTagged('</T>'.repeat(250_000), 'T')).toThrow('no text between')
    expect(lastTagged(`${'<T></T>'.repeat(250_000)}<T>x</T>`, 'T')).toBe('x')
    expect(lastTagged(`<T>${'x'.repeat(5_000_000)}</T>`, 'T')).toHaveLength(5_000_000)
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
