import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { atRest, findings, hasBrowser, look, shoot, whole } from './browser.test.support.ts'
import { keep, newFile, runMolecules, runPrompts } from './run.test.support.ts'
import { startStudio, type Studio } from './server/start-studio.ts'
import { beginning, everyKind, step } from './told.test.support.ts'

const prompt = (rule: string): string =>
  `You are a careful assistant for chemists. Read the question twice.\n\n${rule}\n\nSay so when you do not know.`

describe.skipIf(!hasBrowser)('the pages, by chromium', { timeout: 120_000 }, () => {
  let studio: Studio
  let molecules: string
  let prompts: string
  let computed: string
  let long: string
  let many: string
  beforeAll(async () => {
    const file = newFile()
    molecules = await runMolecules(file)
    prompts = await keep(file, [
      ...beginning(),
      ...step(1, { text: prompt('Give units with every number.'), artifacts: everyKind }),
      ...step(2, { isKept: false }),
    ])
    computed = await runPrompts(file)
    const lines = Array.from({ length: 60_000 }, (_, at) => `Rule ${at} is as good as any other.`)
    long = await keep(file, [
      ...beginning(),
      ...step(1, { text: lines.join('\n') }),
      ...step(2, {
        text: lines.with(40_000, 'Rule 40000 is as good and give units as any other.').join('\n'),
        parent: 'step-1/candidate',
      }),
    ])
    const steps = Array.from({ length: 1200 }, (_, at) => step(at + 1))
    many = await keep(file, [...beginning(), ...steps.flat()])
    studio = await startStudio({ store: file, views: async () => everyKind.slice(0, 1) })
  }, 60_000)
  afterAll(() => studio?.[Symbol.asyncDispose]())

  it('Runs: lists what there is and leads to each', async () => {
    const { page, problems, foreign } = await look(studio.entry)
    await page.getByRole('link', { name: molecules }).waitFor()
    const row = page.getByRole('row', { name: molecules })
    expect(await row.innerText()).toMatch(/molecules\s+(?:finished|nothing better found)/)
    expect(await findings(page)).toEqual([])
    await shoot(page, 'runs-1280')
    await page.getByRole('link', { name: molecules }).click()
    await page.getByRole('heading', { name: 'molecules', level: 1 }).waitFor()
    expect(problems).toEqual([])
    expect(foreign).toEqual([])
  })

  it('Run: shows how it went, step by step, by keys and by addresses', async () => {
    const { page, problems } = await look(`${studio.address}/#/runs/${molecules}/steps/1`)
    const shown = page.locator('section.step')
    await shown.getByRole('heading', { name: 'Step 1' }).waitFor()
    await whole(page)
    // Each value stands below the words that changed it.
    const parameter = shown.locator('.parameter', { hasText: 'Because of this feedback' })
    await parameter.locator('ins, del').first().waitFor()
    expect(await parameter.locator('ul.feedback').innerText()).toMatch(
      /Drug-likeness \(QED\) of CCCCCCCCCCCC/,
    )
    expect(await shown.getByText(/^By .+, from the start with a score of 0\.\d+$/).count()).toBe(1)
    await shown.locator('img').first().waitFor()
    const tiles = await page.locator('.tiles').innerText()
    expect(tiles).toMatch(/Start score\s+[\d.−]+/)
    expect(tiles).toMatch(/Best score\s+[\d.−]+\s+\+[\d.]+ in step \d/)
    await page.keyboard.press('j')
    await shown.getByRole('heading', { name: 'Step 2' }).waitFor()
    expect(page.url()).toContain('/steps/2')
    await page.keyboard.press('k')
    await page.keyboard.press('k')
    await shown.getByRole('heading', { name: 'Start' }).waitFor()
    await shoot(page, 'run-molecules-1280')
    expect(await findings(page)).toEqual([])
    expect(problems).toEqual([])
  })

  it('Run: draws every kind of artifact and opens the messages of a call when it is asked to', async () => {
    const { page, problems } = await look(`${studio.address}/#/runs/${prompts}/steps/1`)
    const shown = page.locator('section.step')
    await shown
      .locator('.artifact')
      // The pocket is shown with the pose.
      .nth(everyKind.length - 2)
      .waitFor()
    await shown.getByRole('img', { name: 'Dose and volume' }).waitFor()
    await shown.getByRole('img', { name: 'A slice of the dose, slice 2 of 3' }).waitFor()
    expect(await shown.locator('.grid-map .region').count()).toBe(2)
    expect(await shown.locator('.grid-map .isoline').count()).toBe(2)
    await shown.getByRole('slider').focus()
    await page.keyboard.press('ArrowRight')
    await shown.getByRole('img', { name: 'A slice of the dose, slice 3 of 3' }).waitFor()
    // The pose is drawn in its pocket, in a frame that may do nothing else.
    const pose = shown.getByTitle('The pose')
    await pose.scrollIntoViewIfNeeded()
    await expect.poll(() => pose.getAttribute('data-state'), { timeout: 60_000 }).toBe('drawn')
    expect(await page.frameLocator('iframe[title="The pose"]').locator('canvas').count()).toBeGreaterThan(0)
    expect(await shown.getByRole('region', { name: 'Goals' }).innerText()).toContain('58.23')
    const picture = shown.getByRole('img', { name: 'A picture' })
    await picture.scrollIntoViewIfNeeded()
    await expect
      .poll(() => picture.evaluate((image) => (image as unknown as { naturalWidth: number }).naturalWidth), {
        timeout: 60_000,
      })
      .toBeGreaterThan(0)
    await whole(page)
    await atRest(page)
    const messages: string[] = []
    // Now and then a page asks how the run is, and what was said to it.
    const isHowItIs = /\/api\/runs\/[^/]+(?:\/talk)?$/
    page.on('request', (asked) => {
      if (!isHowItIs.test(asked.url())) messages.push(asked.url())
    })
    await shown.getByRole('button', { name: 'Open' }).click()
    await shown.getByRole('heading', { name: 'reply' }).waitFor()
    expect(messages).toHaveLength(1)
    await shoot(page, 'run-artifacts-1280')
    expect(await findings(page)).toEqual([])
    expect(problems).toEqual([])
  })

  it('Run: shows what was tried before as it was shown then', async () => {
    const file = newFile()
    const again = step(2, { isKept: false })
      .filter(({ type }) => type !== 'evaluation')
      .map((event) => (event.type === 'revert' ? { ...event, id: 'step-1/candidate' } : event))
    const id = await keep(file, [...beginning(), ...step(1, { artifacts: everyKind.slice(1, 2) }), ...again])
    await using other = await startStudio({ store: file })
    const { page, problems } = await look(`${other.address}/#/runs/${id}/steps/2`)
    const log = page.locator('section.step .artifact', { hasText: 'The log' })
    await log.locator('.value.code', { hasText: 'line 1' }).waitFor()
    expect(await log.count()).toBe(1)
    expect(problems).toEqual([])
  })

  it('Run: draws what a step computed, and shows a value with its feedback, prompt and reply', async () => {
    const { page, problems } = await look(`${studio.address}/#/runs/${computed}/steps/1`)
    await page.getByText('Computation graph', { exact: true }).click()
    const graph = page.getByRole('group', { name: 'Computation graph' })
    const parameter = graph.getByRole('button', { name: /^system prompt/ })
    await parameter.click()
    const value = page.getByRole('region', { name: 'The chosen value' })
    await value.getByText('Answer.', { exact: true }).waitFor()
    expect(await value.locator('.feedback li').count()).toBe(3)
    // From the prompt down to an answer that it gave, by keys.
    await parameter.focus()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await value.getByText('response of the language model').first().waitFor()
    await value
      .getByRole('row', { name: /^forward/ })
      .getByRole('button', { name: 'Open' })
      .click()
    await value.getByRole('heading', { name: 'reply' }).waitFor()
    expect(await value.locator('.messages').innerText()).toMatch(
      /Answer\.[^]*minutes of light\?[^]*reply\s+forward: give units/,
    )
    await shoot(page, 'run-graph-1280')
    expect(await findings(page)).toEqual([])
    expect(problems).toEqual([])
  })

  it('Run: shows it as a whole when that is opened', async () => {
    const { page, problems } = await look(`${studio.address}/#/runs/${prompts}`)
    await page.getByText('Pictures and tables of the run as a whole').click()
    const picture = page.locator('details').getByRole('img', { name: 'A picture' })
    await expect
      .poll(() => picture.evaluate((image) => (image as unknown as { naturalWidth: number }).naturalWidth), {
        timeout: 60_000,
      })
      .toBeGreaterThan(0)
    expect(problems).toEqual([])
  })

  it('Compare: shows two runs beside each other, chosen from the list', async () => {
    const { page, problems } = await look(studio.address)
    for (const id of [prompts, computed]) await page.getByRole('checkbox', { name: `Compare ${id}` }).check()
    await page.getByRole('button', { name: 'Compare', exact: true }).click()
    await page.getByRole('heading', { name: 'Compare', level: 1 }).waitFor()
    expect(page.url()).toContain(`#/compare/${prompts}/${computed}`)
    const figures = page.getByRole('region', { name: 'Figures' })
    await expect
      .poll(() => figures.getByRole('row', { name: /^Steps/ }).innerText(), { timeout: 60_000 })
      .toMatch(/2\s+2\s+±0/)
    await expect
      .poll(() => figures.getByRole('row', { name: /^Start score/ }).innerText(), { timeout: 60_000 })
      .toMatch(/0\.5\s+19\s+\+18\.5/)
    await page.getByRole('img', { name: 'The best score so far of both runs by step' }).waitFor()
    await page
      .getByRole('region', { name: 'Metrics' })
      .getByRole('row', { name: /^accuracy/ })
      .waitFor()
    await shoot(page, 'compare-1280')
    await page.getByLabel('Only what changed').check()
    expect(await figures.getByRole('row', { name: /^Steps/ }).count()).toBe(0)
    expect(await findings(page)).toEqual([])
    expect(problems).toEqual([])
  })

  it('Compare: shows two steps of a run, by an address', async () => {
    const { page, problems } = await look(`${studio.address}/#/compare/${prompts}@0/${prompts}@1`)
    await page.locator('.parameter .change').waitFor()
    expect(await page.getByRole('region', { name: 'Metrics' }).innerText()).toMatch(/score\s+0\.5\s+0\.5/)
    expect(await page.locator('.parameter').innerText()).toContain('Give units with every number.')
    expect(await page.getByRole('heading', { name: 'Trajectories' }).count()).toBe(0)
    await page.getByRole('link', { name: prompts }).last().click()
    await page.locator('section.step').getByRole('link', { name: 'Compare with the start' }).click()
    await page.getByText('The best candidate of step 1').waitFor()
    expect(problems).toEqual([])
  })

  it('Run: compares values of megabytes where they differ', async () => {
    const { page, problems } = await look(`${studio.address}/#/runs/${long}/steps/2`)
    const change = page.locator('section.step .parameter .change')
    await change.locator('ins').first().waitFor()
    expect(await change.locator('ins').allInnerTexts()).toEqual(['and give units '])
    expect(await change.innerText()).toMatch(/… [\d\s]+ characters that stayed …/)
    expect((await change.innerText()).length).toBeLessThan(2000)
    expect(problems).toEqual([])
  })

  it('Run: is whole however many steps it has', async () => {
    const { page, problems } = await look(`${studio.address}/#/runs/${many}/steps/1199`)
    await page.locator('section.step[data-step="1199"] .parameter ins').first().waitFor()
    await whole(page)
    expect(await page.locator('.tiles').innerText()).toMatch(/Steps\s+1200\s+1200 kept, 0 reverted/)
    expect(await page.locator('.steps').getAttribute('aria-rowcount')).toBe('1202')
    expect(await page.locator('.steps tbody a').count()).toBeLessThan(60)
    await page.keyboard.press('j')
    await page.locator('section.step[data-step="1200"] .parameter ins').first().waitFor()
    await page.keyboard.press('j')
    expect(page.url()).toContain('/steps/1200')
    expect(problems).toEqual([])
  })

  it.each(['light', 'dark'] as const)('reads well at 390 pixels, %s', async (scheme) => {
    for (const [name, hash] of [
      ['runs', ''],
      ['run-molecules', `#/runs/${molecules}/steps/1`],
      ['run-artifacts', `#/runs/${prompts}/steps/1`],
      ['compare', `#/compare/${prompts}/${computed}`],
    ] as const) {
      const { page } = await look(`${studio.address}/${hash}`, { width: 390, scheme })
      await page
        .locator(hash === '' ? '.runs' : 'section.step h3, .parameter .change')
        .first()
        .waitFor()
      await atRest(page)
      const overflow = await page.evaluate('document.documentElement.scrollWidth - innerWidth')
      expect(overflow).toBeLessThanOrEqual(0)
      expect(await findings(page)).toEqual([])
      await shoot(page, `${name}-390-${scheme}`)
    }
  })
})
