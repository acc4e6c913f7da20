import type { RunEvent } from '@textgrad/core'
import { expect, test } from 'vitest'

import { eventsOf, nitrogens, threeAtOnce } from './example-runs.test.support.ts'
import { unbalanced } from './page.test.support.ts'
import { renderReport } from './report.ts'

test('whatever a run wrote is text in its report', async () => {
  const nasty = `</style></title><script>alert(1)</script><img src=x onerror="alert('2')">&amp;\u202Egnp\u0007`
  const events = await eventsOf(
    nitrogens('CCO', {
      artifacts: () => [{ kind: 'svg', name: nasty, title: nasty, svg: nasty }],
      evaluate: () => ({
        feedback: [{ kind: 'feedback', text: nasty }],
        metrics: { [nasty]: 1 },
        error: nasty,
      }),
    }),
    {
      strategy: threeAtOnce,
      steps: 1,
      run: { task: nasty, engine: nasty, version: nasty, config: { [nasty]: nasty } },
    },
  )
  const place = { step: 1, path: nasty, at: 0 }
  const data = {
    variable: 'molecule',
    role: nasty,
    from: nasty,
    kind: 'feedback',
    text: nasty,
  } as const
  const more: RunEvent[] = [
    { ...place, type: 'gradient', ...data },
    {
      ...place,
      type: 'update',
      parameter: nasty,
      role: nasty,
      before: nasty,
      after: `${nasty}!`,
      outcome: 'changed',
      detail: nasty,
    },
    { ...place, type: 'warning', message: nasty, cause: nasty, stack: nasty },
    { ...place, type: 'note', text: nasty },
    { ...place, type: 'metric', name: nasty, value: 1, unit: nasty },
    {
      ...place,
      type: 'forward',
      variable: nasty,
      op: nasty,
      role: nasty,
      inputs: [],
      value: nasty,
      error: nasty,
    },
    {
      ...place,
      type: 'generate',
      purpose: 'update',
      engine: nasty,
      model: nasty,
      messages: [
        { role: 'user', content: nasty },
        {
          role: 'user',
          content: [
            { type: 'image', url: 'https://example.org/x.png' },
            { type: 'text', text: nasty },
          ],
        },
      ],
      text: nasty,
      finish: 'refused',
      usage: {},
    },
  ]
  const page = renderReport([...events.slice(0, -1), ...more, events.at(-1)!], { title: nasty })
  expect(page.match(/<\/style>|<\/title>/g)?.length).toBe(1 + page.split('<title').length - 1)
  expect(page).not.toMatch(/<script|<img src=x|onerror="/)
  expect(page.includes('\u202E') || page.includes('\u0007')).toBe(false)
  expect(page).toContain('\\u202egnp\\u0007')
  expect(page).toContain('[picture: https://example.org/x.png]')
  expect(page).not.toMatch(/(?:src|href)="https?:/)
  expect(unbalanced(page)).toEqual([])
})
