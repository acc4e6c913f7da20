import { expect, test } from 'vitest'

import { html, trusted, visible } from './html.ts'

test('text in a template is escaped, in content and in attributes', () => {
  const text = `<script>alert("1")</script> & 'x' \`y\``
  expect(html`<p title="${text}">${text}</p>`.toString()).toBe(
    '<p title="&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;x&#39; &#96;y&#96;">' +
      '&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;x&#39; &#96;y&#96;</p>',
  )
})

test('markup in a template stays, one by one or as a list, and what is absent leaves nothing', () => {
  const items = ['a', '<b>'].map((one) => html`<i>${one}</i>`)
  const page = html`${items}${false}${undefined}${null}${0}${trusted('<hr>')}`
  expect(page.toString()).toBe('<i>a</i><i>&lt;b&gt;</i>0<hr>')
})

test('an object that only looks like markup is no markup', () => {
  const fake = ['<script>'] as readonly string[]
  expect(html`${fake}`.toString()).toBe('&lt;script&gt;')
})

test('controls, bidirectional overrides, tags and lone surrogates are written out', () => {
  expect(visible('a\u202eb\u2066c\u0000d\u001be\u200bf\ufeffg\u2028h\ud800i')).toBe(
    'a\\u202eb\\u2066c\\u0000d\\u001be\\u200bf\\ufeffg\\u2028h\\ud800i',
  )
  expect(visible('\u{e0041}')).toBe('\\u{e0041}')
  expect(visible('a\rb')).toBe('a\\u000db')
})

test('tabs, line ends, joined emoji and other scripts stay as they are', () => {
  const text = 'a\tb\nc 👩‍🔬 Ångström שלום'
  expect(visible(text)).toBe(text)
  expect(visible('a\r\nb')).toBe('a\nb')
})
