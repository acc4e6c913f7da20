import { expect, test } from 'vitest'

import { changeView } from './change.ts'

test('two tokens stand one above the other, each with its own mark', () => {
  const shown = String(changeView('CCO', 'CCN'))
  expect(shown).toContain('>CC<del>O</del></div>')
  expect(shown).toContain('>CC<ins>N</ins></div>')
})

test('what changed in prose is marked in the text', () => {
  const shown = String(changeView('Answer in short words.', 'Answer in long words.'))
  expect(shown).toContain('>Answer in <del>short</del><ins>long</ins> words.</div>')
})

test('markup in values is text', () => {
  expect(String(changeView('say <b>no</b> to it', 'say <i>yes</i> to it'))).not.toMatch(/<b>|<i>/)
})

test('what stayed is left out where it is long, and is there in a fold', () => {
  const words = Array.from({ length: 400 }, (_, at) => `word${at}`)
  const shown = String(changeView(words.join(' '), words.with(200, 'new').join(' ')))
  const [overview, change, value] = shown.split('<details')
  expect(overview).toMatch(/characters …/)
  expect(overview).not.toContain('word100 ')
  expect(overview).toContain('<del>word200</del><ins>new</ins> word201')
  expect(change).toContain('word100 ')
  expect(value).toContain(words.with(200, 'new').join(' '))
})

test('an added line end can be seen', () => {
  expect(String(changeView('one two three\n\nfour', 'one two three\n\n\nfour'))).toContain('↵')
})

test('a value that did not change is folded', () => {
  expect(String(changeView('same', 'same'))).toContain('The value, unchanged')
})
