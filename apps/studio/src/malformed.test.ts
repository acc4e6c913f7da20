import type { Artifact } from '@textgrad/core'
import { describe, expect, it } from 'vitest'

import { hasBrowser, look } from './browser.test.support.ts'
import { keep, newFile } from './run.test.support.ts'
import { startStudio } from './server/start-studio.ts'
import { beginning, everyKind, step } from './told.test.support.ts'

/** Another program may have written it. */
const malformed: readonly unknown[] = [
  { kind: 'table', name: 'a', title: 'Rows that are none', columns: ['x'], rows: [null] },
  { kind: 'curves', name: 'b', title: 'Curves without points', x: {}, y: {}, curves: [{ name: 'c' }] },
  { kind: 'hologram', name: 'd', title: 'A kind that is not known' },
]

describe.skipIf(!hasBrowser)('what can not be drawn, by chromium', { timeout: 180_000 }, () => {
  it('says so in its place, and leaves the rest of the page', async () => {
    const file = newFile()
    const artifacts = [...(malformed as readonly Artifact[]), everyKind[1]!]
    const id = await keep(file, [...beginning(), ...step(1, { artifacts })])
    await using studio = await startStudio({ store: file })
    const { page } = await look(`${studio.address}/#/runs/${id}/steps/1`)
    await page.locator('.artifact', { hasText: 'line 1' }).waitFor()
    const place = (title: string) => page.locator('.artifact', { hasText: title }).locator('p').innerText()
    for (const title of ['Rows that are none', 'Curves without points'])
      await expect.poll(() => place(title), { timeout: 60_000 }).toMatch(/^This can not be shown: /)
    await expect
      .poll(() => place('A kind that is not known'), { timeout: 60_000 })
      .toBe('This kind can not be shown here.')
    expect(await page.getByRole('heading', { name: 'Step 1' }).count()).toBe(1)
  })
})
