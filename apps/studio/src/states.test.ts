import type { RunEvent } from '@textgrad/core'
import { openStore } from '@textgrad/runs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { findings, hasBrowser, look, shoot } from './browser.test.support.ts'
import { keep, newFile } from './run.test.support.ts'
import { startStudio, type Studio } from './server/start-studio.ts'
import { Refused, type Workshop } from './server/workshop.ts'
import { beginning, step } from './told.test.support.ts'

const workshop: Workshop = {
  forms: { tasks: [], limits: { title: 'Limits', isOpen: true, fields: [] }, folder: '' },
  check: async () => ({ command: '', problems: [] }),
  begin: async () => {
    throw new Refused([{ message: 'the engine is gone' }])
  },
}

const spent = { calls: 0, tokens: 0, dollars: 0, evaluations: 0 }
const place = { path: '', at: 1_770_000_000_000 }
const reason = `no reply: ${'again and again, '.repeat(30)}connection refused`

const ended = (status: 'failed' | 'done', steps = 0): RunEvent => ({
  ...place,
  step: steps,
  type: 'run-end',
  status,
  steps,
  spent,
  ...(status === 'failed' && { reason }),
})

/** A step whose only candidate is that of the first step. */
const triedAgain = step(2, { isKept: false })
  .filter(({ type }) => type !== 'evaluation')
  .map((event) => (event.type === 'revert' ? { ...event, id: 'step-1/candidate' } : event))

/** A step in which nothing is tried. */
const idle = step(2)
  .filter(({ type }) => type === 'step-start' || type === 'step-end')
  .map((event) => (event.type === 'step-end' ? { ...event, accepted: [] } : event))

describe.skipIf(!hasBrowser)('runs as they may be, by chromium', { timeout: 120_000 }, () => {
  let studio: Studio
  let file: string
  const ids: Record<string, string> = {}
  beforeAll(async () => {
    file = newFile()
    ids['failed'] = await keep(file, [beginning()[0]!, ended('failed')])
    ids['gone'] = await keep(file, [...beginning(), ...step(1).slice(0, 3)])
    ids['again'] = await keep(file, [...beginning(), ...step(1), ...triedAgain, ended('done', 2)])
    ids['idle'] = await keep(file, [...beginning(), ...step(1), ...idle, ended('done', 2)])
    studio = await startStudio({ store: file, workshop })
  }, 60_000)
  afterAll(() => studio?.[Symbol.asyncDispose]())

  const open = async (hash: string) => {
    const seen = await look(studio.entry)
    await seen.page.goto(`${studio.address}/${hash}`)
    return seen
  }

  it('says in words that nothing was evaluated, and all of why', async () => {
    const { page, problems } = await open(`#/runs/${ids['failed']}`)
    await page.getByText('It ended before a candidate was evaluated.').waitFor()
    expect(await page.getByRole('heading').allInnerTexts()).toEqual(['test', 'Trajectory'])
    await page.getByText(reason).waitFor()
    expect(await page.locator('.tiles').innerText()).not.toContain('yet')
    expect(await findings(page)).toEqual([])
    await shoot(page, 'run-failed-1280')
    expect(problems).toEqual([])
  })

  it('says in words what is not there yet', async () => {
    const store = newFile()
    await using runs = await openStore(store)
    await using run = await runs.start({ task: 'prompts' })
    await run.emit(beginning()[0]!)
    await using live = await startStudio({ store })
    const { page, problems } = await look(`${live.address}/#/runs/${run.id}`)
    const words = page.getByText('No candidate is evaluated yet: the start is the first.')
    await words.waitFor()
    await run.emit(beginning()[1]!)
    await page.getByRole('img', { name: /^Score by step/ }).waitFor()
    expect(await words.count()).toBe(0)
    // Until a step has ended the start is the best of the list, too.
    await page.goto(`${live.address}/#/`)
    const row = page.getByRole('row', { name: run.id })
    await row.waitFor()
    expect(await row.innerText()).toMatch(/running\s+0\s+0\.5\s+0\.5\s+±0/)
    expect(problems).toEqual([])
  })

  it('offers no pause of a run that has told its end', async () => {
    const store = newFile()
    await using runs = await openStore(store)
    await using run = await runs.start({ task: 'prompts' })
    for (const event of beginning()) await run.emit(event)
    await using live = await startStudio({ store, workshop })
    const { page } = await look(`${live.address}/#/runs/${run.id}`)
    // Nothing is looked at by itself any more, as in the time between two looks.
    await page.addInitScript({
      content: `const later = setTimeout
        window.setTimeout = (work, wait, ...rest) => (wait >= 1000 ? 0 : later(work, wait, ...rest))`,
    })
    await page.reload()
    await page.getByRole('button', { name: 'Pause' }).waitFor()
    await run.emit(ended('done'))
    await page.getByRole('button', { name: 'Resume' }).waitFor()
    expect(await page.getByRole('button', { name: 'Pause' }).count()).toBe(0)
  })

  it('says of a run whose process is gone that nobody works on it', async () => {
    const { page } = await open(`#/runs/${ids['gone']}/steps/1`)
    await page.getByText('The process that worked on it is gone without a word').waitFor()
    expect(await page.getByRole('row', { name: /^1\s/ }).innerText()).toContain('broken off')
    const shown = page.locator('section.step')
    expect(await shown.innerText()).toMatch(/^Step 1\s+broken off\s+no candidate was tried\s/)
    await page.goto(`${studio.address}/#/runs/${ids['again']}/steps/7`)
    await page.getByText('There is no step 7.', { exact: true }).waitFor()
  })

  it('takes no feedback for why what was tried before is as it is', async () => {
    const { page } = await open(`#/runs/${ids['again']}/steps/2`)
    const shown = page.locator('section.step[data-step="2"]')
    await shown.getByText('Tried before, in step 1').waitFor()
    await shown.getByRole('heading', { name: 'Feedback in this step' }).waitFor()
    expect(await shown.locator('.change').count()).toBe(0)
    expect(await page.getByRole('row', { name: /^2\s/ }).innerText()).not.toContain('+')
    await shown.getByRole('link', { name: 'step 1', exact: true }).click()
    await page.locator('section.step[data-step="1"] .change').waitFor()
  })

  it('offers no comparison of a step that tried nothing', async () => {
    const { page } = await open(`#/runs/${ids['idle']}/steps/2`)
    const shown = page.locator('section.step[data-step="2"]')
    await shown.getByText('no candidate was tried', { exact: true }).waitFor()
    expect(await shown.getByRole('link', { name: /^Compare/ }).count()).toBe(0)
  })

  it('compares nothing with a run that is not there, and says what a run has not', async () => {
    const { page } = await open(`#/compare/nobody/${ids['again']}`)
    await page.getByText('There is no such run').waitFor()
    await page.getByText('Its best candidate, with a score of').waitFor()
    expect(await page.getByRole('table').count()).toBe(0)
    await page.goto(`${studio.address}/#/compare/${ids['failed']}/${ids['again']}`)
    await page.getByText('It has no candidate.').waitFor()
    await page.locator('.legend li', { hasText: 'B: best so far' }).waitFor()
    expect(await page.locator('.legend li').count()).toBe(1)
    await page.goto(`${studio.address}/#/runs/nobody`)
    await page.getByRole('link', { name: 'All runs' }).click()
    await page.getByRole('heading', { name: 'Runs', level: 1 }).waitFor()
  })

  it('keeps the place of who goes by keys when they have acted', async () => {
    const { page } = await open(`#/runs/${ids['again']}/steps/1`)
    const focused = () => page.evaluate('document.activeElement.textContent')
    const press = async (name: string | RegExp) => {
      await page.getByRole('button', { name }).focus()
      await page.keyboard.press('Enter')
    }
    await page.getByLabel(/^A note on step 1/).fill('as it should be')
    await press('Keep the note')
    await page.locator('.noted').waitFor()
    expect(await focused()).toBe('Keep the note')
    await press(/^Remove/)
    await page.locator('.noted').waitFor({ state: 'detached' })
    await expect.poll(focused, { timeout: 60_000 }).toMatch(/^Notes/)
    await page.getByText('It ended by itself; it goes on only within other limits').waitFor()
    await press('Resume')
    await page.getByRole('alert').getByText('the engine is gone').waitFor()
    expect(await focused()).toBe('Resume')
  })
})
