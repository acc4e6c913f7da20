import { writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'

import { openStoreToRead, type Said } from '@textgrad/runs'
import { describe, expect, it } from 'vitest'

import { atRest, findings, hasBrowser, look, shoot } from './browser.test.support.ts'
import { keep, newFile, runMolecules } from './run.test.support.ts'
import { fileOfRun } from './server/file-of-run.ts'
import { startStudio } from './server/start-studio.ts'
import { beginning, everyKind, step } from './told.test.support.ts'

/** A run of a store as a file; its address on the disk. */
async function written(store: string, id: string, notes: readonly Said[] = []): Promise<string> {
  await using reader = await openStoreToRead(store)
  const [info, events] = [await reader.info(id), await Array.fromAsync(reader.read(id))]
  const file = `${store}.html`
  writeFileSync(file, fileOfRun({ info, events, views: everyKind.slice(0, 1), notes }))
  return pathToFileURL(file).href
}

describe.skipIf(!hasBrowser)('a run as a file, by chromium', { timeout: 180_000 }, () => {
  it('shows the same figures as the studio, without a network', async () => {
    const store = newFile()
    const id = await runMolecules(store, 3)
    await using studio = await startStudio({ store })
    const served = await look(`${studio.address}/#/runs/${id}`)
    const alone = await look(await written(store, id), { isOffline: true })
    const shown = await Promise.all(
      [served, alone].map(async ({ page }) => {
        await page.locator('section.step .parameter').waitFor()
        await page.locator('section.step img').first().waitFor()
        await page.locator('section.step .artifact tbody tr').nth(3).waitFor()
        await atRest(page)
        const texts = ['.tiles', '.steps', 'section.step'].map((place) => page.locator(place).innerText())
        return Promise.all(texts)
      }),
    )
    expect(shown[1]).toEqual(shown[0])
    expect(shown[0]![0]).toMatch(/Best score\s+0\.\d+/)
    await alone.page.keyboard.press('k')
    await shoot(alone.page, 'file-1280')
    for (const { problems, foreign } of [served, alone])
      expect({ problems, foreign }).toEqual({ problems: [], foreign: [] })
  })

  it('tells tokens and cost by purpose as the studio does, and what nobody knows as unknown', async () => {
    const store = newFile()
    const call = step(1).find((event) => event.type === 'generate')!
    const id = await keep(store, [
      ...beginning(),
      ...step(1).slice(0, 1),
      { ...call, purpose: 'forward', usage: { inputTokens: 1500, outputTokens: 300, dollars: 0.02 } },
      { ...call, purpose: 'backward', usage: {} },
      ...step(1).slice(1),
      ...step(2, { isKept: false }),
    ])
    await using studio = await startStudio({ store })
    const pages = [
      await look(`${studio.address}/#/runs/${id}`),
      await look(await written(store, id), { isOffline: true }),
    ]
    const shown = await Promise.all(
      pages.map(async ({ page }) => {
        const summary = page.getByText('Calls, tokens and cost by purpose', { exact: true })
        await summary.focus()
        await page.keyboard.press('Enter')
        const rows = page.getByRole('region', { name: 'by purpose' }).getByRole('row')
        await rows.nth(1).waitFor()
        expect(await findings(page)).toEqual([])
        return [await page.locator('.tiles').innerText(), ...(await rows.allInnerTexts())]
      }),
    )
    expect(shown[1]).toEqual(shown[0])
    const [tiles, ...rows] = shown[0]!.map((text) => text.replaceAll(/\s+/g, ' '))
    expect(tiles).toMatch(
      /Tokens over 2020 1700 in, 320 out; unknown for 1 call Cost over \$0\.021 forward \$0\.02, backward unknown, update \$0\.001; unknown for 1 call/,
    )
    expect(rows).toEqual([
      'Purpose Calls Tokens in Tokens out Cost',
      'forward 1 1500 300 $0.02',
      'backward 1 unknown unknown unknown',
      'update 2 200 20 $0.001',
      'in all 4 over 1700 over 320 over $0.021',
    ])
  })

  it('shows what people noted, and offers nothing that it can not do', async () => {
    const store = newFile()
    const id = await keep(store, [...beginning('a'), ...step(1)])
    const note: Said = { number: 1, at: 0, kind: 'note', step: 1, answers: 0, text: 'Odd, look again.' }
    const { page } = await look(`${await written(store, id, [note])}#/runs/${id}/steps/1`, {
      isOffline: true,
    })
    await page.getByText('Odd, look again.').waitFor()
    for (const act of ['Remove', 'Keep the note', 'Resume', 'Begin the other run'])
      expect(await page.getByRole('button', { name: act }).count()).toBe(0)
    expect(await page.getByRole('link', { name: 'New run' }).count()).toBe(0)
  })

  it('has every view in it, under a policy that runs and asks for nothing else', async () => {
    const store = newFile()
    const nasty =
      '</script><script>window.__pwned=1</script><img src=x onerror="window.__pwned=2"><!--<script>]]>\u2028"'
    const id = await keep(store, [
      ...beginning(nasty),
      ...step(1, { text: nasty, artifacts: everyKind }),
      ...step(2, { isKept: false }),
    ])
    const { page, problems, foreign } = await look(`${await written(store, id)}#/runs/${id}/steps/1`, {
      isOffline: true,
    })
    const picture = page.locator('section.step').getByRole('img', { name: 'A picture' })
    await expect
      .poll(() => picture.evaluate((image) => (image as unknown as { naturalWidth: number }).naturalWidth), {
        timeout: 60_000,
      })
      .toBeGreaterThan(0)
    const pose = page.getByTitle('The pose')
    await pose.scrollIntoViewIfNeeded()
    await expect.poll(() => pose.getAttribute('data-state'), { timeout: 60_000 }).toBe('drawn')
    await page.getByText('Computation graph', { exact: true }).click()
    await page.getByText('This step told of nothing that it computed.').waitFor()
    await page.getByText('Pictures and tables of the run as a whole').click()
    await page.locator('details .artifact img').waitFor()
    await page.getByRole('button', { name: 'Open', exact: true }).click()
    await page.getByRole('heading', { name: 'reply' }).waitFor()
    expect(await findings(page)).toEqual([])
    await page.getByRole('link', { name: 'Compare with the start' }).click()
    // The page of the step has changes, too: only the other page has a region of this name.
    const change = page.getByRole('region', { name: 'Values' }).locator('.change')
    expect(await change.innerText()).toContain(nasty.replace('\u2028', String.raw`\u2028`))
    expect(await page.evaluate('window.__pwned')).toBeUndefined()
    expect({ problems, foreign }).toEqual({ problems: [], foreign: [] })
  })
})
