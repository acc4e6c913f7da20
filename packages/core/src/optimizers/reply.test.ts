import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { tagged } from '../prompts/tagged.ts'
import { replyFormat } from './reply-format.ts'
import { readTagged } from './reply.ts'

const read = (reply: string): string => readTagged(reply, 'T').text

describe('readTagged', () => {
  it('fault 27: takes the last complete pair, whatever was mentioned before', () => {
    expect(read('<T>first draft</T>\nOn reflection:\n<T>x</T>')).toBe('x')
    expect(read('Between <T> and </T>: <T>x</T>')).toBe('x')
    expect(read('I write it in <T> tags.\n<T>x</T>')).toBe('x')
    expect(read('It ends with </T>.\n<T>x</T> (<T></T>)')).toBe('x')
    expect(read('<T>x</T>\nIt is between <T> and </T>, as asked.')).toBe('x')
  })

  it('fault 28: refuses what could be read in more than one way', () => {
    expect(() => read('<T>outer <T>inner</T> tail</T>')).toThrow('closes </T> more often')
    expect(() => read('<T><T>x</T></T>')).toThrow('more often')
    expect(() => read('<T>x</T> y</T>')).toThrow('more often')
    expect(() => read('Sure:\n<T>begin with <T> always</T>')).toThrow('opens <T> again before closing it')
    expect(() => read('</T>x<T>')).toThrow('it opens <T> and never closes it')
  })

  it('fault 28: reads back whatever string was written, white space at its ends aside; in JSON, all of it', () => {
    const json = replyFormat({ id: 'json', structured: true, generate: () => Promise.reject(new Error()) })
    const piece = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 30 }),
      fc.constantFrom(
        '<T>',
        '</T>',
        '<t>',
        '< T a="b">',
        '<T-2>',
        '</T-2>',
        '\n',
        ' ',
        '```',
        '$&',
        '{{T}}',
        '<',
      ),
    )
    const text = fc
      .array(piece, { maxLength: 6 })
      .map((pieces) => pieces.join(''))
      .filter((one) => one.trim() !== '' && one.isWellFormed())
    fc.assert(
      fc.property(text, (value) => {
        const written = tagged('T', value)
        const [, tag] = /^<([^>]+)>/.exec(written)!
        expect(readTagged(`As asked.\n${written}`, tag!)).toEqual({ text: trimmed(value) })
        expect(json.read(JSON.stringify({ T: value }), 'T')).toEqual({ text: value })
      }),
      { numRuns: 10_000, seed: 28 },
    )
  })

  it.each([
    ['another case', '<t>x</t>'],
    ['attributes', '<T version="2">x</T>'],
    ['spaces', '< T >x</ T >'],
    ['line breaks', '<T\n>\nx\n</T\n>'],
    ['only one of them', 'Sure: <T>x</t>, as asked'],
    ['all of that', '```xml\n< t lang="en" >\nx\n< / T >\n```'],
  ])('fault 29: reads tags with %s, and says so', (_, reply) => {
    expect(readTagged(reply, 'T')).toEqual({
      text: 'x',
      remark: 'its tags were read though they are not written as <T> and </T>',
    })
  })

  it('fault 29: does not guess between several tags that are not written as asked', () => {
    for (const reply of [
      '<t>a</t> <t>b</t>',
      '<t>a <t>b</t>',
      '<t>a</t></t>',
      '</t>a<t>',
      '<t>a',
      '<t> </t>',
    ])
      expect(() => read(reply)).toThrow(/no text between|never closes/)
    expect(() => read('<T_V2>x</T_V2>')).toThrow('no text between <T> and </T>')
    expect(() => read('&lt;T&gt;x&lt;/T&gt;')).toThrow('no text between')
  })

  it('fault 29: leaves a fence around the tags out, and keeps one that is between them', () => {
    expect(readTagged('```xml\n<T>\nx\n</T>\n```', 'T')).toEqual({ text: 'x' })
    expect(read('<T>\n```py\nx\n```\n</T>')).toBe('```py\nx\n```')
  })

  it('fault 30: refuses an empty text', () => {
    expect(() => read('<T> </T>')).toThrow('the text between <T> and </T> is empty')
    expect(() => read('I write it between <T> and </T>.')).toThrow('only says that a text is between')
  })

  it('fault 31: reads replies of megabytes in one pass', () => {
    expect(() => read('<T>'.repeat(200_000))).toThrow('never closes it')
    expect(() => read('<T>x'.repeat(250_000))).toThrow('never closes it')
    expect(() => read('</T>'.repeat(250_000))).toThrow('no text between')
    expect(read(`${'<T></T>'.repeat(250_000)}<T>x</T>`)).toBe('x')
    expect(read(`<T>${'x'.repeat(5_000_000)}</T>`)).toHaveLength(5_000_000)
    for (const piece of ['<', '< ', '<t', '<t ', '< /', '</t ', '<T '])
      expect(() => read(piece.repeat(1_000_000))).toThrow('no text between')
    expect(() => read(`<${' '.repeat(5_000_000)}`)).toThrow('no text between')
    expect(() => read(`<T${' '.repeat(5_000_000)}`)).toThrow('no text between')
  })

  it('refuses half of a character', () => {
    expect(() => read('<T>a\ud83d</T>')).toThrow('half of a character')
    expect(() => read('<t>a\ud83d</t>')).toThrow('half of a character')
  })

  it('keeps inner lines and strips the line breaks of the tags', () => {
    expect(read('<T>\n  a\n    b\n</T>')).toBe('  a\n    b')
    expect(read('<T> a </T>')).toBe('a')
  })

  it('says what is wrong', () => {
    expect(() => read('nothing')).toThrow('it has no text between <T> and </T>')
    expect(() => read('<T>cut')).toThrow('it may have been cut')
  })
})

/** As the text of a block: without blank lines before it and white space after it. */
function trimmed(value: string): string {
  return value.trimEnd().replace(/^\s*\n/, '')
}
