import { openStore } from '@textgrad/runs'
import { describe, expect, it } from 'vitest'

import { hasBrowser, look, whole } from './browser.test.support.ts'
import { newFile } from './run.test.support.ts'
import { startStudio } from './server/start-studio.ts'
import { beginning, step } from './told.test.support.ts'

describe.skipIf(!hasBrowser)('a run that was killed and goes on, by chromium', { timeout: 300_000 }, () => {
  it('shows, on a page that was open meanwhile, what it shows on one that is opened afterwards', async () => {
    const file = newFile()
    await using store = await openStore(file)
    const killed = await store.start({ task: 'test' })
    const told = [...beginning(), ...step(1), ...step(2)]
    // It was killed in the middle of its third step, whose call had been paid.
    for (const event of [...told, ...step(3, { text: 'lost' }).slice(0, 4)]) await killed.emit(event)
    await using studio = await startStudio({ store: file })
    const address = `${studio.address}/#/runs/${killed.id}`
    const { page, problems } = await look(address)
    const tile = (name: string) => page.locator('.tiles > div', { hasText: name }).innerText()
    await whole(page)
    expect(await tile('Model calls')).toContain('update 3')
    await killed[Symbol.asyncDispose]()
    await page.getByText('interrupted').first().waitFor()
    await using run = await store.resume(killed.id)
    // It tells the same until there, and something else from there on.
    for (const event of [...told, ...step(3, { text: 'found' }), ...step(4)]) await run.emit(event)
    await page.locator('.steps').getByRole('link', { name: '4', exact: true }).waitFor()
    await expect.poll(() => tile('Model calls'), { timeout: 60_000 }).toMatch(/4\s+update 4$/)
    const shown = async (of: typeof page) =>
      Promise.all(
        ['.tiles > div:not(:last-child)', '.steps'].map((place) => of.locator(place).allInnerTexts()),
      )
    const again = await page.context().newPage()
    await again.goto(address)
    await whole(again)
    // Both have heard all that the run told: one of them read it at once, the other as it came.
    const last = await again.locator('[data-last]').getAttribute('data-last')
    await page.locator(`[data-connection="live"][data-last="${last}"]`).waitFor({ state: 'attached' })
    expect(await shown(page)).toEqual(await shown(again))
    expect(await page.locator('main').innerText()).not.toContain('lost')
    expect(problems).toEqual([])
  })
})
