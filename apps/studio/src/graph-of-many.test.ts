import type { RunEvent } from '@textgrad/core'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { findings, hasBrowser, look, shoot } from './browser.test.support.ts'
import { keep, newFile } from './run.test.support.ts'
import { startStudio, type Studio } from './server/start-studio.ts'
import { beginning, step } from './told.test.support.ts'

const values = 1000

const placesBefore = (place: number): readonly number[] => [place - 1 - (place % 7), place - 8 - (place % 11)]

/** A value of an op of its own, made of two that came shortly before it. */
function forward(place: number): RunEvent {
  const inputs = placesBefore(place).map((one) => (one < 0 ? 'prompt' : `step-1/op#${one}`))
  const variable = `step-1/op#${place}`
  return {
    step: 1,
    at: 1_770_000_010_000,
    path: variable,
    type: 'forward',
    variable,
    op: `op ${place}`,
    role: `result ${place}`,
    inputs,
    value: `value ${place}`,
  }
}

describe.skipIf(!hasBrowser)('a graph of a thousand values, by chromium', { timeout: 120_000 }, () => {
  let studio: Studio
  let id: string
  beforeAll(async () => {
    const file = newFile()
    const [first, ...rest] = step(1)
    const made = Array.from({ length: values }, (_, place) => forward(place))
    id = await keep(file, [...beginning(), first!, ...made, ...rest])
    studio = await startStudio({ store: file })
  }, 60_000)
  afterAll(() => studio?.[Symbol.asyncDispose]())

  it('is cut where it would be too much, says so, and is gone through by keys', async () => {
    const { page, problems } = await look(`${studio.address}/#/runs/${id}/steps/1`)
    await page.getByText('Computation graph', { exact: true }).focus()
    await page.keyboard.press('Enter')
    const graph = page.getByRole('group', { name: 'Computation graph' })
    const words = page.locator('details.graph > p').first()
    await graph.locator('g.node').first().waitFor()
    expect(await graph.locator('g.node').count()).toBe(300)
    expect(await words.innerText()).toContain(
      '1001 values; 300 nodes are drawn, 701 more come before them and 0 after',
    )
    // One node is in the order of focus: the last one; from there arrows lead up to what it was made of.
    await page.keyboard.press('Tab')
    expect(await focused(page)).toBe('Earlier values')
    await page.keyboard.press('Tab')
    expect(await focused(page)).toMatch(/^op 999/)
    await page.keyboard.press('ArrowUp')
    const [above] = placesBefore(999)
    expect(await focused(page)).toMatch(new RegExp(`^op ${above}\\D`))
    await page.keyboard.press('Enter')
    const value = page.getByRole('region', { name: 'The chosen value' })
    await value.getByText(`value ${above}`, { exact: true }).waitFor()
    await page.keyboard.press('Home')
    expect(await focused(page)).toBe('system prompt')
    await page.keyboard.press('End')
    expect(await focused(page)).toMatch(/^op 999/)
    const button = page.getByRole('button', { name: 'Earlier values' })
    await button.focus()
    await page.keyboard.press('Enter')
    await expect
      .poll(() => words.innerText(), { timeout: 60_000 })
      .toContain('403 more come before them and 298 after')
    expect(await focused(page)).toBe('Earlier values')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await expect
      .poll(() => words.innerText(), { timeout: 60_000 })
      .toContain('701 more come before them and 0 after')
    await shoot(page, 'run-graph-of-many-1280')
    expect(await findings(page)).toEqual([])
    expect(problems).toEqual([])
  })
})

/** What has the focus, in its words. */
const focused = (page: Page): Promise<string> => page.evaluate('document.activeElement.textContent.trim()')
