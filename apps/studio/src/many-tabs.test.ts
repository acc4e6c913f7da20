import { openStore } from '@textgrad/runs'
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'

import { hasBrowser, look } from './browser.test.support.ts'
import { newFile } from './run.test.support.ts'
import { startStudio } from './server/start-studio.ts'
import { beginning, step } from './told.test.support.ts'

/** A browser without a screen shows all of its tabs. */
async function see(page: Page, isSeen: boolean): Promise<void> {
  await page.evaluate(`Object.defineProperty(document, 'hidden', { configurable: true, value: ${!isSeen} })
    document.dispatchEvent(new Event('visibilitychange'))`)
}

// A browser opens six connections to a server, and no more in all of its tabs.
describe.skipIf(!hasBrowser)('many tabs of a browser, by chromium', { timeout: 300_000 }, () => {
  it('all open, and what was told while one was hidden is there when it is seen', async () => {
    const file = newFile()
    await using store = await openStore(file)
    await using run = await store.start({ task: 'test' })
    for (const event of [...beginning(), ...step(1)]) await run.emit(event)
    await using studio = await startStudio({ store: file })
    const address = `${studio.address}/#/runs/${run.id}`
    const shows = (page: Page, last: number) =>
      page.locator(`[data-connection="live"][data-last="${last}"]`).waitFor({ state: 'attached' })
    const told = beginning().length + step(1).length
    const { page: first } = await look(address)
    const tabs = [first]
    await shows(first, told)
    while (tabs.length < 8) {
      await see(tabs.at(-1)!, false)
      const tab = await first.context().newPage()
      tabs.push(tab)
      await tab.goto(address)
      await shows(tab, told)
    }
    for (const event of step(2)) await run.emit(event)
    const more = told + step(2).length
    await shows(tabs.at(-1)!, more)
    expect(await first.locator('[data-last]').getAttribute('data-last')).toBe(String(told))
    await see(tabs.at(-1)!, false)
    await see(first, true)
    await shows(first, more)
    // Told once: what it had was not told again.
    expect(await first.locator('[data-count]').getAttribute('data-count')).toBe(String(step(2).length))
    expect(await first.locator('.tiles').innerText()).toMatch(/Steps\s+2\s+2 kept, 0 reverted/)
  })

  it('says what is wrong where the studio ended, and goes on when it is there again', async () => {
    const file = newFile()
    await using store = await openStore(file)
    await using run = await store.start({ task: 'test' })
    for (const event of beginning()) await run.emit(event)
    const studio = await startStudio({ store: file })
    const { page } = await look(`${studio.address}/#/runs/${run.id}`)
    await page.locator('[data-connection="live"]').waitFor({ state: 'attached' })
    await studio[Symbol.asyncDispose]()
    await page.getByText('The studio does not answer: it may have ended').first().waitFor()
    for (const event of step(1)) await run.emit(event)
    await using again = await startStudio({ store: file, port: Number(new URL(studio.address).port) })
    const last = beginning().length + step(1).length
    await page.locator(`[data-connection="live"][data-last="${last}"]`).waitFor({ state: 'attached' })
    expect(await page.getByText('The studio does not answer').count()).toBe(0)
    // It has another token now, which this page does not have.
    await page.getByLabel(/^A note on/).fill('odd')
    await page.getByRole('button', { name: 'Keep the note' }).click()
    await page.getByText('Open the studio by the address that it printed').waitFor()
    expect(again.address).toBe(studio.address)
  })
})
