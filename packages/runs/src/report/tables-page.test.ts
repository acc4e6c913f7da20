import { expect, test } from 'vitest'

import { renderTables } from './tables-page.ts'

const tables = {
  title: 'Figures <b>',
  kicker: 'textgrad bench',
  facts: [['Engine', 'a & b']],
  tables: [
    { title: 'One', columns: ['figure', 'ours'], rows: [['right', 51.0102]], note: 'Of 3.' },
    { title: 'Two', columns: ['figure', 'ours'], rows: [['</td><script>', null]] },
  ],
} as const

test('tables become a page of their own, whatever their texts hold', () => {
  const page = renderTables(tables)
  expect(page).toContain('<h1>Figures &lt;b&gt;</h1>')
  expect(page).toContain('<dd>a &amp; b</dd>')
  expect(page).toMatch(/<h2>One<\/h2>[^]*<td class="number">51\.01<\/td>[^]*<p class="quiet">Of 3\.<\/p>/)
  expect(page).toMatch(/<h2>Two<\/h2>[^]*&lt;\/td&gt;&lt;script&gt;/)
  expect(page).not.toContain('<script')
  expect(renderTables(tables)).toBe(page)
})
