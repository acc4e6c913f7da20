import { openStore } from '@textgrad/runs'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { hasBrowser, look, type Seen } from './browser.test.support.ts'
import { keep, newFile } from './run.test.support.ts'
import { startStudio, type Studio } from './server/start-studio.ts'
import { Refused, type Workshop } from './server/workshop.ts'
import { beginning, step } from './told.test.support.ts'
import { listening, nastyText } from './untrusted.test.support.ts'

/** Forms, commands and refusals that were written by somebody else. */
function workshopOf(nasty: string): Workshop {
  const field = { name: 'steps', type: 'integer', description: nasty } as const
  const choice = { name: 'way', type: 'string', description: nasty, options: [nasty] } as const
  const limits = { title: nasty, isOpen: true, fields: [field, choice] }
  const problems = [{ field: 'steps', message: nasty }, { message: nasty }]
  return {
    forms: {
      tasks: [{ name: nasty, summary: nasty, needsModel: true, groups: [limits] }],
      limits,
      folder: nasty,
    },
    check: async () => ({ command: nasty, problems }),
    begin: async () => {
      throw new Refused(problems)
    },
  }
}

describe.skipIf(!hasBrowser)('what others wrote where people act, by chromium', { timeout: 300_000 }, () => {
  let beacon: Awaited<ReturnType<typeof listening>>
  let studio: Studio
  let file: string
  let nasty: string
  beforeAll(async () => {
    beacon = await listening()
    nasty = nastyText(beacon.address)
    file = newFile()
    studio = await startStudio({ store: await made(file), workshop: workshopOf(nasty) })
  }, 60_000)
  afterAll(async () => {
    await studio?.[Symbol.asyncDispose]()
    beacon?.[Symbol.dispose]()
  })

  async function made(store: string): Promise<string> {
    await keep(store, [...beginning(), ...step(1)])
    return store
  }

  const open = async (hash: string): Promise<Seen> => {
    const seen = await look(studio.entry)
    await seen.page.goto(`${studio.address}/${hash}`)
    return seen
  }

  async function expectNoHarm({ page, foreign }: Seen): Promise<void> {
    expect(await page.evaluate('window.__pwned')).toBeUndefined()
    expect([...foreign, ...beacon.asked]).toEqual([])
    expect(await page.locator('base, object, embed, main a[href^="javascript"]').count()).toBe(0)
  }

  const shows = (page: Page, place: string) =>
    expect.poll(() => page.locator(place).first().innerText(), { timeout: 60_000 }).toContain('__pwned=1')

  it('is text in the form of a new run, in its command and in what is wrong with it', async () => {
    const seen = await open('#/new')
    const { page } = seen
    await shows(page, '.command pre')
    await page.getByLabel('steps', { exact: true }).fill('3')
    await shows(page, '#run-steps-problem')
    await page.getByRole('button', { name: 'Begin the run' }).click()
    await shows(page, '[role="alert"]')
    expect(await page.locator('select').first().innerText()).toContain('__pwned=1')
    await expectNoHarm(seen)
  })

  it('is text in a configuration, a note, a question and the refusal of a fork', async () => {
    await using store = await openStore(file)
    await using run = await store.start({ task: nasty, config: { [nasty]: nasty } })
    for (const event of [...beginning(nasty), ...step(1, { text: nasty })]) await run.emit(event)
    const answered = run.people.ask(nasty, { step: 2 })
    const seen = await open(`#/runs/${run.id}/steps/1`)
    const { page } = seen
    await shows(page, '.question')
    await page.getByText('Configuration', { exact: true }).click()
    await shows(page, '.head details')
    await page.getByLabel(/^A note on/).fill(nasty)
    await page.getByRole('button', { name: 'Keep the note' }).click()
    await shows(page, '.noted')
    await page.getByText('Go on from here in another run').click()
    await page.getByLabel(/^Your critique of it/).fill(nasty)
    await page.getByRole('button', { name: 'Begin the other run' }).click()
    await shows(page, '.branch [role="alert"]')
    await page.getByLabel(/^Your critique: it becomes/).fill(nasty)
    await page.getByRole('button', { name: 'Answer', exact: true }).click()
    // Word for word, whatever the words are; a browser sends line ends as they were typed.
    expect(await answered).toBe(nasty)
    await expectNoHarm(seen)
  })
})
