import type { RunEvent } from '@textgrad/core'
import { openStore } from '@textgrad/runs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { findings, hasBrowser, look } from './browser.test.support.ts'
import { keep, newFile } from './run.test.support.ts'
import { startStudio, type Studio } from './server/start-studio.ts'
import { beginning, step } from './told.test.support.ts'

/** A configuration of a megabyte, which ends like this. */
const configured = (end: string) => ({ examples: 'c'.repeat(1_000_000), end })

/** A step that asked a model so many times. */
const asking = (calls: number): RunEvent[] =>
  step(1).flatMap((event): RunEvent[] =>
    event.type === 'generate'
      ? Array.from({ length: calls }, (_, at) => ({ ...event, text: `reply ${at + 1}` }))
      : [event],
  )

describe.skipIf(!hasBrowser)('what is large, by chromium', { timeout: 300_000 }, () => {
  let studio: Studio
  let runs: readonly string[]
  let asked: string
  let worth: string
  beforeAll(async () => {
    const file = newFile()
    const long = 'a line of the log\n'.repeat(300_000)
    const artifacts = [{ kind: 'text', name: 'log', title: 'The log', text: long }] as const
    const store = await openStore(file)
    const ids: string[] = []
    for (const end of ['one', 'other']) {
      await using run = await store.start({ task: 'test', config: configured(end) })
      for (const event of [...beginning(), ...step(1, { artifacts })]) await run.emit(event)
      ids.push(run.id)
    }
    await store[Symbol.asyncDispose]()
    runs = ids
    asked = await keep(file, [...beginning(), ...asking(700)])
    const metrics = Object.fromEntries(Array.from({ length: 250 }, (_, at) => [`metric ${at}`, at]))
    const valued = step(1).map((event) =>
      event.type === 'evaluation' ? { ...event, evaluation: { ...event.evaluation, metrics } } : event,
    )
    worth = await keep(file, [...beginning(), ...valued])
    studio = await startStudio({ store: file })
  }, 60_000)
  afterAll(() => studio?.[Symbol.asyncDispose]())

  it('shows a configuration of a megabyte until its end, and what differs there', async () => {
    const { page, problems } = await look(`${studio.address}/#/runs/${runs[1]}`)
    await page.getByText('Configuration', { exact: true }).click()
    const shown = page.locator('.head details')
    await shown.getByRole('button', { name: /^Show all 1.000.0\d\d characters/ }).click()
    await shown.locator('pre.long').waitFor()
    expect(await shown.innerText()).toContain('the first 1')
    const [whole] = await Promise.all([
      page.context().waitForEvent('page'),
      shown.getByRole('link', { name: 'Open alone' }).click(),
    ])
    await whole.waitForLoadState()
    expect((await whole.locator('body').innerText()).slice(-20)).toContain('"end": "other"')
    await page.goto(`${studio.address}/#/compare/${runs[0]}/${runs[1]}`)
    const configuration = page.getByRole('region', { name: 'Configuration' })
    await configuration.locator('ins').first().waitFor()
    expect((await configuration.locator('ins').allInnerTexts()).join('')).toContain('other')
    expect(problems).toEqual([])
  })

  it('says how much it shows of a text of megabytes', async () => {
    const { page } = await look(`${studio.address}/#/runs/${runs[0]}/steps/1`)
    const log = page.locator('.artifact', { hasText: 'The log' })
    await log.getByRole('button', { name: /^Show all/ }).click()
    await log.getByText(/the first 1.000.000 characters are shown/).waitFor()
    expect(await log.getByRole('link', { name: 'Open alone' }).count()).toBe(1)
  })

  it('shows a step that tells much to its end, when that is wanted', async () => {
    const { page } = await look(`${studio.address}/#/runs/${asked}/steps/1`)
    const calls = page.locator('.calls tbody tr')
    await page.getByText('400 events more of this step are not shown').waitFor()
    expect(await calls.count()).toBe(300)
    const more = page.getByRole('button', { name: 'Show more' })
    await more.click()
    await expect.poll(() => calls.count(), { timeout: 60_000 }).toBe(700)
    expect(await more.count()).toBe(0)
    await calls.last().getByRole('button').click()
    await page.getByText('reply 700').waitFor()
    expect(await findings(page)).toEqual([])
  })

  it('says how many figures it leaves out', async () => {
    const { page } = await look(`${studio.address}/#/runs/${worth}/steps/1`)
    const left = page.getByText(/more metrics left out/)
    expect(await left.innerText()).toBe('50 more metrics left out')
    await page.goto(`${studio.address}/#/compare/${worth}@0/${worth}@1`)
    // One is that of the start.
    await page.getByText('51 more metrics left out').waitFor()
    expect(await page.getByRole('region', { name: 'Metrics' }).getByRole('row').count()).toBe(202)
  })
})
