import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'

import { atRest, findings, hasBrowser, look, shoot } from './browser.test.support.ts'
import type { QueuesSeen } from './model/queues.ts'
import { seenQueues } from './queues.test.support.ts'
import { keep, newFile } from './run.test.support.ts'
import { startStudio, type Studio } from './server/start-studio.ts'
import { beginning } from './told.test.support.ts'

const patiently = { timeout: 60_000 }

// Who looks at queues is simulated; `apps/cli` tests it with a Redis and workers.
describe.skipIf(!hasBrowser)('Workers, by chromium', { timeout: 120_000 }, () => {
  let studio: Studio
  let alone: Studio
  let seen: QueuesSeen
  beforeEach(() => {
    seen = seenQueues()
  })
  beforeAll(async () => {
    const store = newFile()
    await keep(store, beginning())
    studio = await startStudio({ store, queues: async () => seen })
    alone = await startStudio({ store })
  }, 60_000)
  afterAll(async () => {
    await studio?.[Symbol.asyncDispose]()
    await alone?.[Symbol.asyncDispose]()
  })

  it('is reached by keys, and shows what waits, who works and what is wrong', async () => {
    const { page, problems, foreign } = await look(studio.entry)
    const link = page.getByRole('link', { name: 'Workers' })
    await link.focus()
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Workers', level: 1 }).waitFor()
    expect(page.url()).toMatch(/#\/workers$/)
    expect(await link.getAttribute('aria-current')).toBe('page')
    await page.getByRole('img', { name: '52 done, 4 active, 24 waiting' }).waitFor()
    const [busy, deserted] = await page.locator('article.queue').allInnerTexts()
    expect(busy).toMatch(
      /molecules\s+version 0\.0\.0[^]*1 run on alpha[^]*run-of-alpha[^]*28, 10 of them held back[^]*2 workers on alpha, beta/,
    )
    expect(busy).not.toContain('No worker takes')
    expect(deserted).toContain('4 cores, 8 GiB, GPU alpha')
    expect(deserted).toContain('No worker takes these jobs: there are 2 without the GPU alpha.')
    expect(deserted).toContain('Nobody waits for 3 of them')
    expect(deserted).toContain('The job does not fit its schema: alpha')
    const table = page.getByRole('region', { name: 'Table of workers' })
    expect(await table.getByRole('row', { name: /^alpha/ }).innerText()).toMatch(
      /yes\s+2\s+2\s+27\s+1\s+0\s+2 cores, GPU alpha/,
    )
    expect(await table.getByRole('row', { name: /^beta/ }).innerText()).toMatch(/none of these/)
    expect([problems, foreign]).toEqual([[], []])
  })

  it('follows what changes, and says that Redis is gone', async () => {
    const { page, problems } = await look(`${studio.address}/#/workers`)
    await page.getByRole('img', { name: /^52 done/ }).waitFor()
    const [first, ...others] = seen.queues
    seen = {
      ...seen,
      queues: [{ ...first!, waiting: 0, runs: [{ host: 'alpha', open: 0, held: 0, done: 80 }] }, ...others],
    }
    await page.getByRole('img', { name: '80 done, 4 active, 0 waiting' }).waitFor()
    seen = { ...seen, state: 'gone' }
    await page.getByText('Redis does not answer.').waitFor()
    expect(await page.getByRole('status').innerText()).toBe('Redis is gone')
    expect(await findings(page)).toEqual([])
    await shoot(page, 'workers-gone-1280')
    await page.setViewportSize({ width: 390, height: 900 })
    await shoot(page, 'workers-gone-390')
    seen = { ...seen, state: 'there', queues: [], workers: [] }
    await page.getByText('No run wants anything of workers').waitFor()
    await page.getByText('One is started on each machine').waitFor()
    expect(await page.getByRole('status').innerText()).toBe('live')
    expect(problems).toEqual([])
  })

  it('asks for nothing while it is hidden', async () => {
    const { page } = await look(`${studio.address}/#/workers`)
    await page.getByRole('img', { name: /^52 done/ }).waitFor()
    // Counted by the page itself: what it asked before it was hidden may still be on its way elsewhere.
    await page.evaluate(`window.looks = 0
      const ask = window.fetch
      window.fetch = (...asked) => {
        window.looks += Number(String(asked[0]).endsWith('/api/workers'))
        return ask(...asked)
      }`)
    const looks = () => page.evaluate<number>('window.looks')
    await expect.poll(looks, patiently).toBeGreaterThan(0)
    const before = await page.evaluate<number>(`
      Object.defineProperty(document, 'hidden', { configurable: true, get: () => true })
      window.looks`)
    // By the clock of the page, whose turn to look comes twice meanwhile.
    await page.evaluate('new Promise((then) => setTimeout(then, 2500))')
    expect(await looks()).toBe(before)
    await page.evaluate('delete document.hidden')
    await expect.poll(looks, patiently).toBeGreaterThan(before)
  })

  it('is not there where no Redis was named', async () => {
    const { page, problems } = await look(alone.entry)
    await page.getByRole('heading', { name: 'Runs', level: 1 }).waitFor()
    await atRest(page)
    expect((await fetch(`${alone.address}/api/workers`)).status).toBe(404)
    expect(await page.getByRole('link', { name: 'Workers' }).count()).toBe(0)
    expect(problems).toEqual([])
  })

  it('sends only so many workers, and says how many more there are', async () => {
    const [one] = seen.workers
    seen = { ...seen, workers: Array.from({ length: 700 }, (_, id) => ({ ...one!, id: String(id) })) }
    const { page } = await look(`${studio.address}/#/workers`)
    await page.getByText('200 more workers, not shown.').waitFor()
    expect(await page.locator('table.workers tbody tr').count()).toBe(500)
    await page.getByRole('heading', { name: '700 workers' }).waitFor()
  })

  it.each([
    [1280, 'light'],
    [1280, 'dark'],
    [390, 'light'],
    [390, 'dark'],
  ] as const)('reads well at %i pixels, %s', async (width, scheme) => {
    const { page, problems } = await look(`${studio.address}/#/workers`, { width, scheme })
    await page.getByRole('img', { name: /^52 done/ }).waitFor()
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0)
    expect(await findings(page)).toEqual([])
    await shoot(page, `workers-${width}-${scheme}`)
    expect(problems).toEqual([])
  })
})
