import { expect, test } from 'vitest'

import { differenceOf, type Piece } from './difference.ts'

function told(pieces: readonly Piece[]): string {
  const marks = { same: '', removed: '-', added: '+' }
  return pieces.map(({ kind, text }) => (kind === 'same' ? text : `[${marks[kind]}${text}]`)).join('')
}

/** One of the two texts again, from what stayed and what was removed or added. */
function side(pieces: readonly Piece[], without: Piece['kind']): string {
  return pieces
    .filter(({ kind }) => kind !== without)
    .map(({ text }) => text)
    .join('')
}

test('two SMILES differ by characters', () => {
  const { grain, pieces } = differenceOf('CC(=O)Oc1ccccc1', 'CC(=O)Nc1ccc(F)cc1')
  expect(grain).toBe('characters')
  expect(told(pieces)).toBe('CC(=O)[-O][+N]c1ccc[+(F)]cc1')
})

test('a single character between two changes is part of them', () => {
  expect(told(differenceOf('CCOCCaXbCCOCC', 'CCOCCcXdCCOCC').pieces)).toBe('CCOCC[-aXb][+cXd]CCOCC')
})

test('prose differs by words', () => {
  const { grain, pieces } = differenceOf(
    'Answer briefly, please.\n\nBe kind.',
    'Answer in full, please.\n\nBe kind.',
  )
  expect(grain).toBe('words')
  expect(told(pieces)).toBe('Answer [-briefly][+in full], please.\n\nBe kind.')
})

test('long texts differ by lines', () => {
  const lines = Array.from({ length: 3000 }, (_, at) => `line ${at} of a long text`)
  const { grain, pieces } = differenceOf(lines.join('\n'), lines.with(1500, 'another line').join('\n'))
  expect(grain).toBe('lines')
  expect(told(pieces.slice(1, 3))).toBe('[-line 1500 of a long text\n][+another line\n]')
})

test.each([
  ['lines', (at: number) => `line ${at} of a text that is very long\n`],
  ['words', (at: number) => `word-${at} `],
  ['nothing', () => 'x😀'],
])('texts of megabytes differ where they differ, parted by %s', (_, part) => {
  const parts = Array.from({ length: 150_000 }, (__, at) => part(at))
  const before = parts.join('')
  const after = parts.with(70_000, `${part(70_000)}something new `).join('')
  const { pieces } = differenceOf(before, after)
  expect(side(pieces, 'added')).toBe(before)
  expect(side(pieces, 'removed')).toBe(after)
  const changed = pieces.filter(({ kind }) => kind !== 'same')
  expect(changed.map(({ text }) => text.length).reduce((sum, one) => sum + one, 0)).toBeLessThan(100)
  expect(pieces.every(({ text }) => text.isWellFormed())).toBe(true)
})

test('texts with little in common are shown one after the other', () => {
  expect(differenceOf('one two three four', 'completely different words here')).toEqual({
    grain: 'whole',
    pieces: [
      { kind: 'removed', text: 'one two three four' },
      { kind: 'added', text: 'completely different words here' },
    ],
  })
})

test('both texts can be read from the pieces', () => {
  const pairs: readonly (readonly [string, string])[] = [
    ['', 'new'],
    ['old', ''],
    ['', ''],
    ['same', 'same'],
    ['a b c\n\nd', 'a c\n\n\nd e'],
    ['c1ccccc1', 'C1CCNCC1'],
    ['Ångström 👩‍🔬 one', 'Ångström 👩‍🔬 two'],
    ['x '.repeat(30_000), 'y '.repeat(30_000)],
  ]
  for (const [before, after] of pairs) {
    const { pieces } = differenceOf(before, after)
    expect(side(pieces, 'added')).toBe(before)
    expect(side(pieces, 'removed')).toBe(after)
  }
})

test('the cost of a difference is bounded', () => {
  const noise = (seed: number): string => {
    let state = seed
    return Array.from({ length: 200_000 }, () => {
      state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
      return (
        String.fromCharCode(97 + ((state >> 16) % 26)) + (state % 7 === 0 ? '\n' : state % 5 === 0 ? ' ' : '')
      )
    }).join('')
  }
  // Without bounds each of these would take minutes and more memory than there is.
  expect(differenceOf(noise(1), noise(2))).toBeDefined()
  expect(differenceOf(noise(1).slice(0, 20_000), noise(2).slice(0, 20_000))).toBeDefined()
  expect(
    differenceOf(
      noise(1).replaceAll(/\s/g, '').slice(0, 1000),
      noise(2).replaceAll(/\s/g, '').slice(0, 1000),
    ),
  ).toBeDefined()
})
