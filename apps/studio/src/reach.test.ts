import { writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'

import type { RunEvent } from '@textgrad/core'
import { openStore, openStoreToRead } from '@textgrad/runs'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { atRest, findings, hasBrowser, look } from './browser.test.support.ts'
import { keep, newFile } from './run.test.support.ts'
import { fileOfRun } from './server/file-of-run.ts'
import { startStudio, type Studio } from './server/start-studio.ts'
import { beginning, everyKind, step } from './told.test.support.ts'

const everything = ['minor', 'moderate', 'serious', 'critical'] as const

const failure: RunEvent = {
  step: 0,
  path: '',
  at: 1_770_000_100_000,
  type: 'run-end',
  status: 'failed',
  reason: 'The engine could not be reached',
  steps: 0,
  spent: { calls: 0, tokens: 0, dollars: 0, evaluations: 0 },
}

/** Sets letters, words and lines apart as WCAG 2.2, 1.4.12, lets a person do. */
const setApart = `(() => {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync('* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important } p { margin-bottom: 2em !important }')
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]
})()`

/** Whether what has the focus is in sight, and says that it has it; a frame says so inside. */
const isShown = `(() => {
  const { activeElement: one } = document
  const { top, bottom } = one.getBoundingClientRect()
  const says = one.tagName === 'IFRAME' || getComputedStyle(one).outlineStyle !== 'none'
  return says && bottom > 0 && top < innerHeight
})()`

describe.skipIf(!hasBrowser)(
  'the pages, for whoever has no mouse or sees no picture',
  { timeout: 300_000 },
  () => {
    let studio: Studio
    let file: string
    let id: string
    let failed: string
    beforeAll(async () => {
      file = newFile()
      id = await keep(file, [
        ...beginning(),
        ...step(1, { artifacts: everyKind }),
        ...step(2, { isKept: false }),
        { step: 2, path: 'step-2', at: 1, type: 'warning', message: 'odd' },
      ])
      failed = await keep(file, [...beginning(), failure])
      studio = await startStudio({ store: file })
    }, 60_000)
    afterAll(() => studio?.[Symbol.asyncDispose]())

    /** Opens a page in this address once it shows something. */
    const open = async (hash: string, shows: string, options = {}): Promise<Page> => {
      const { page } = await look(`${studio.address}/${hash}`, options)
      await page.locator(shows).first().waitFor()
      return page
    }

    it.each(['light', 'dark'] as const)('hinder nobody in any state, %s', async (scheme) => {
      const page = await open(`#/runs/${id}/steps/1`, '.artifact table', { scheme })
      for (const words of ['Computation graph', 'sdf, 305 characters'])
        await page.getByText(words, { exact: true }).click()
      await page.getByRole('button', { name: 'Open', exact: true }).click()
      await page.getByRole('heading', { name: 'reply' }).waitFor()
      expect(await findings(page, everything)).toEqual([])
      for (const [hash, shows] of [
        [`#/runs/${id}/steps/2`, '.remark.warning'],
        [`#/runs/${failed}`, '.state.failed'],
        ['#/runs/nowhere', '.remark:text("There is no such run")'],
        [`#/compare/${id}/${failed}`, '.parameter .change'],
        [`#/compare/${id}@0/${id}@1`, '.sides :text("The best candidate of step 1")'],
        ['#/', '.runs'],
      ] as const) {
        await page.goto(`${studio.address}/${hash}`)
        // What none of the pages before it shows: they stay until this one is drawn.
        await page.locator(shows).first().waitFor()
        await atRest(page)
        expect(await findings(page, everything)).toEqual([])
      }
      const empty = newFile()
      await (await openStore(empty))[Symbol.asyncDispose]()
      await using none = await startStudio({ store: empty })
      await page.goto(none.address)
      await page.getByText('No runs are kept here yet').waitFor()
      expect(await findings(page, everything)).toEqual([])
    })

    it('hinder nobody in a file', async () => {
      await using reader = await openStoreToRead(file)
      const [info, events] = [await reader.info(id), await Array.fromAsync(reader.read(id))]
      writeFileSync(`${file}.html`, fileOfRun({ info, events }))
      const { page } = await look(`${pathToFileURL(`${file}.html`).href}#/runs/${id}/steps/1`)
      await page.locator('.artifact table').waitFor()
      expect(await findings(page, everything)).toEqual([])
    })

    it.each(['', '#/runs/ID/steps/1', '#/compare/ID@0/ID@1'])(
      'are gone through by keys in the order in which they are read, and show where: %s',
      async (hash) => {
        const page = await open(hash.replaceAll('ID', id), '.runs, .artifact table, .parameter .change')
        for (const frame of await page.locator('iframe').all()) {
          await frame.scrollIntoViewIfNeeded()
          await expect.poll(() => frame.getAttribute('data-state'), { timeout: 60_000 }).toBe('drawn')
        }
        // What a person can do with a run is there once the studio has said it.
        await atRest(page)
        // In words, since the types of a browser are none of this program's. The buttons of a graph are one stop.
        const inOrder = await page.evaluate<string[]>(
          `[...document.querySelectorAll('a[href], button:enabled, input, select, textarea, summary, iframe, [tabindex="0"]')]
          .filter((one) => one.checkVisibility()).map((one) => (one.dataset.order = String(Math.random())))`,
        )
        const reached: unknown[] = []
        for (const _ of inOrder) {
          await page.keyboard.press('Tab')
          // What is drawn above while keys go on may move it.
          await expect.poll(() => page.evaluate(isShown), { timeout: 60_000 }).toBe(true)
          reached.push(await page.evaluate('document.activeElement.dataset.order'))
        }
        expect(reached).toEqual(inOrder)
      },
    )

    it('lets go of no focus where a person goes to another page or leafs through steps', async () => {
      const page = await open('', '.runs')
      const focused = () => page.evaluate('document.activeElement.id || document.activeElement.textContent')
      await page.getByRole('link', { name: 'Skip to content' }).focus()
      await page.keyboard.press('Enter')
      expect(await focused()).toBe('main')
      await page.getByRole('link', { name: id }).focus()
      await page.keyboard.press('Enter')
      await page.locator('section.step').waitFor()
      await expect.poll(focused, { timeout: 60_000 }).toBe('start')
      await page.keyboard.press('Tab')
      expect(await focused()).toBe('Skip to content')
      await page.locator('.steps').getByRole('link', { name: 'Start' }).focus()
      await page.keyboard.press('Enter')
      await page.locator('section.step[data-step="0"]').waitFor()
      await page.keyboard.press('j')
      await page.locator('section.step[data-step="1"]').waitFor()
      await expect.poll(focused, { timeout: 60_000 }).toBe('1')
      await page.keyboard.press('j')
      await page.locator('section.step[data-step="2"]').waitFor()
      await expect.poll(focused, { timeout: 60_000 }).toBe('2')
      // Who types a letter means the letter, and so does who has turned the keys off.
      await page.getByLabel(/^A note on/).fill('')
      await page.keyboard.type('jk')
      expect(await page.getByLabel(/^A note on/).inputValue()).toBe('jk')
      await page.getByRole('checkbox', { name: /next step/ }).uncheck()
      await page.locator('h1').click()
      await page.keyboard.press('k')
      expect(page.url()).toMatch(/steps\/2$/)
      await page.reload()
      await page.locator('section.step').waitFor()
      expect(await page.getByRole('checkbox', { name: /next step/ }).isChecked()).toBe(false)
    })

    it('turns a structure by keys', async () => {
      const page = await open(`#/runs/${id}/steps/1`, 'iframe')
      const pose = page.getByTitle('The pose')
      await pose.scrollIntoViewIfNeeded()
      await expect.poll(() => pose.getAttribute('data-state'), { timeout: 60_000 }).toBe('drawn')
      const view = page.frameLocator('iframe[title="The pose"]').getByRole('application')
      await view.focus()
      const pictures = [await pose.screenshot()]
      for (const key of ['ArrowRight', 'ArrowDown', '+']) {
        await page.keyboard.press(key)
        await expect
          .poll(async () => pictures.at(-1)!.equals(await pose.screenshot()), { timeout: 60_000 })
          .toBe(false)
        pictures.push(await pose.screenshot())
      }
    })

    it('tells of a step that came in, and not of those that were there', async () => {
      const store = newFile()
      await using open = await openStore(store)
      await using run = await open.start({ task: 'test' })
      for (const event of [...beginning(), ...step(1)]) await run.emit(event)
      await using live = await startStudio({ store })
      const { page } = await look(`${live.address}/#/runs/${run.id}`)
      await page.locator('[data-connection="live"]').waitFor({ state: 'attached' })
      const words = page.locator('section [aria-live="polite"]')
      expect(await words.textContent()).toBe('')
      await page.evaluate(`window.said = []
      new MutationObserver(([{ target }]) => window.said.push(target.textContent))
        .observe(document.querySelector('section [aria-live="polite"]'), { characterData: true, childList: true, subtree: true })`)
      for (const event of step(2)) await run.emit(event)
      await expect.poll(() => words.textContent(), { timeout: 60_000 }).toBe('Step 2: kept, score 0.5')
      // Of steps that come quickly the last one is told, and later.
      const quick = [3, 4, 5, 6, 7, 8].flatMap((number) => step(number, { isKept: false }))
      await Promise.all(quick.map((event) => run.emit(event)))
      await expect.poll(() => words.textContent(), { timeout: 60_000 }).toBe('Step 8: reverted, score 0.4')
      expect((await page.evaluate<readonly string[]>('window.said')).length).toBeLessThan(7)
    })

    it('says that a run waits for a person, and keeps their place when they have answered', async () => {
      const store = newFile()
      await using open = await openStore(store)
      await using run = await open.start({ task: 'test' })
      for (const event of beginning()) await run.emit(event)
      await using live = await startStudio({ store })
      const { page } = await look(live.entry)
      await page.goto(`${live.address}/#/runs/${run.id}`)
      await page.locator('[data-connection="live"]').waitFor({ state: 'attached' })
      const answered = run.people.ask('Is it better?', { step: 1 })
      const said = page.locator('.waiting > [aria-live="polite"]')
      await expect.poll(() => said.textContent(), { timeout: 60_000 }).toBe('Step 1 waits for you')
      expect(await page.title()).toMatch(/^Waits for you · /)
      await page.getByLabel(/^Your critique: it becomes/).fill('Not yet.')
      await page.getByRole('button', { name: 'Answer', exact: true }).press('Enter')
      expect(await answered).toBe('Not yet.')
      await expect.poll(() => said.textContent(), { timeout: 60_000 }).toBe('The run waits no longer')
      await expect
        .poll(() => page.evaluate('document.activeElement.className'), { timeout: 60_000 })
        .toBe('waiting')
      await expect.poll(() => page.title(), { timeout: 60_000 }).not.toMatch(/^Waits/)
    })

    it('holds all words where a person sets letters apart, and at four times the size', async () => {
      for (const width of [1280, 390, 320]) {
        const page = await open(`#/runs/${id}/steps/1`, '.artifact table', { width })
        await page.evaluate(setApart)
        const overflow = await page.evaluate('document.documentElement.scrollWidth - innerWidth')
        expect(overflow).toBeLessThanOrEqual(0)
        const cut = `[...document.querySelectorAll('.steps :is(th, td):not(.words), .tiles dd, button, .state')]
        .filter((one) => one.checkVisibility() && one.scrollWidth > one.clientWidth + 1).map((one) => one.textContent)`
        expect(await page.evaluate(cut)).toEqual([])
      }
    })

    it('shows which step is chosen where a person has chosen the colours', async () => {
      const page = await open(`#/runs/${id}/steps/1`, '.steps .chosen')
      await page.emulateMedia({ forcedColors: 'active' })
      const ground = (row: string): Promise<string> =>
        page.evaluate(`getComputedStyle(document.querySelector('.steps ${row} td')).backgroundColor`)
      expect(await ground('tr.chosen')).not.toBe(await ground('tr:not(.chosen)'))
      expect(await findings(page)).toEqual([])
    })
  },
)
