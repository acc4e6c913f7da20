import type { Artifact } from '@textgrad/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { hasBrowser, look, type Seen } from './browser.test.support.ts'
import { seenQueues } from './queues.test.support.ts'
import { keep, newFile } from './run.test.support.ts'
import { startStudio, type Studio } from './server/start-studio.ts'
import { beginning, step } from './told.test.support.ts'
import { listening, nastyText } from './untrusted.test.support.ts'

const nastyPicture = (beacon: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" onload="window.__pwned=8;top.__pwned=8"><script>top.__pwned=9</script><image href="${beacon}/a.png"/><style>@import url(${beacon}/b.css)</style><foreignObject><iframe xmlns="http://www.w3.org/1999/xhtml" src="${beacon}/"/></foreignObject><rect width="9" height="9"/></svg>`

const artifactsOf = (nasty: string, svg: string): readonly Artifact[] => [
  { kind: 'svg', name: nasty, title: nasty, svg },
  { kind: 'text', name: nasty, title: nasty, text: nasty },
  { kind: 'structure', name: 's', title: nasty, format: 'sdf', text: nasty, around: nasty },
  { kind: 'structure', name: nasty, title: nasty, format: 'pdb', text: nasty },
  { kind: 'table', name: 't', title: nasty, columns: [nasty], rows: [[nasty]] },
  {
    kind: 'curves',
    name: 'c',
    title: nasty,
    x: { label: nasty },
    y: { label: nasty, unit: nasty },
    curves: [
      {
        name: nasty,
        points: [
          [0, 1],
          [1, 2],
        ],
      },
    ],
  },
  { kind: 'grid', name: 'g', title: nasty, width: 1, height: 1, unit: nasty, values: [1] },
  {
    kind: 'grid',
    name: 'h',
    title: nasty,
    width: 1,
    height: 1,
    unit: nasty,
    values: [1],
    stack: {
      width: 1,
      height: 1,
      first: 7,
      planes: [{ label: nasty, values: [1], regions: [[0, 1e9, -5, 1e9]] }],
      regions: [nasty],
      levels: [{ value: 0.5, label: nasty }],
    },
  },
]

describe.skipIf(!hasBrowser)('what models wrote, by chromium', { timeout: 300_000 }, () => {
  let beacon: Awaited<ReturnType<typeof listening>>
  let studio: Studio
  let nasty: string
  let id: string
  beforeAll(async () => {
    beacon = await listening()
    nasty = nastyText(beacon.address)
    const artifacts = artifactsOf(nasty, nastyPicture(beacon.address))
    const store = newFile()
    id = await keep(
      store,
      [
        ...beginning(nasty),
        ...step(1, { text: nasty, artifacts }),
        {
          step: 1,
          path: `step-1/${nasty}`,
          at: 1,
          type: 'forward',
          variable: `step-1/${nasty}`,
          op: nasty,
          role: nasty,
          inputs: ['prompt', `${nasty}#1`],
          value: nasty,
          error: nasty,
        },
        { step: 1, path: 'step-1/x', at: 1, type: 'warning', message: nasty, cause: nasty, stack: nasty },
      ],
      nasty,
    )
    const queues = async () => seenQueues(nasty)
    studio = await startStudio({ store, views: async () => artifacts, queues })
  }, 60_000)
  afterAll(async () => {
    await studio?.[Symbol.asyncDispose]()
    beacon?.[Symbol.dispose]()
  })

  /** What ran, and what was asked for that a model named. */
  const harmOf = async ({ page, foreign }: Seen): Promise<readonly unknown[]> => [
    ...[await page.evaluate('window.__pwned')].filter((one) => one !== undefined),
    ...foreign,
    ...beacon.asked,
  ]

  it('is text on the page of a run', async () => {
    const seen = await look(`${studio.address}/#/runs/${id}/steps/1`)
    const { page, problems } = seen
    await page.locator('.artifact svg, .artifact table').nth(2).waitFor()
    await page.locator('.artifact img').first().waitFor()
    await page.getByRole('button', { name: 'Open', exact: true }).click()
    await page.getByRole('heading', { name: 'reply' }).waitFor()
    const words = await page.locator('main').innerText()
    expect(words).toContain('<script>window.__pwned=1</script>')
    expect(words).toContain('\\u202egnp.exe')
    expect(await harmOf(seen)).toEqual([])
    expect(problems).toEqual([])
  })

  it('is text in a graph, in a frame that draws structures, and in views of the run as a whole', async () => {
    const seen = await look(`${studio.address}/#/runs/${id}/steps/1`)
    const { page } = seen
    await page.getByText('Computation graph', { exact: true }).click()
    await page.locator('g.node.failed').click()
    await page.locator('.graph-value pre').first().waitFor()
    const frame = page.locator('iframe').first()
    await frame.scrollIntoViewIfNeeded()
    await page.getByText('There are no atoms in it').first().waitFor()
    await page.getByText('Pictures and tables of the run as a whole').click()
    await page.locator('details .artifact img').first().waitFor()
    expect(await page.locator('.graph-value').innerText()).toContain('<script>window.__pwned=1</script>')
    for (const one of page.frames()) expect(await one.evaluate('window.__pwned')).toBeUndefined()
    expect(await harmOf(seen)).toEqual([])
  })

  it('is text where runs are compared', async () => {
    const seen = await look(`${studio.address}/#/compare/${id}@0/${id}@1`)
    await seen.page.locator('.parameter .change').waitFor()
    expect(await seen.page.locator('main').innerText()).toContain('<script>window.__pwned=1</script>')
    expect(await harmOf(seen)).toEqual([])
    expect(seen.problems).toEqual([])
  })

  it('is text as the names of workers, and as why a job was refused', async () => {
    const seen = await look(`${studio.address}/#/workers`)
    await seen.page.getByRole('region', { name: 'Table of workers' }).waitFor()
    const words = await seen.page.locator('main').innerText()
    expect(words.split('<script>window.__pwned=1</script>').length).toBeGreaterThan(10)
    expect(words).toContain('\\u202egnp.exe')
    expect(await harmOf(seen)).toEqual([])
    expect(seen.problems).toEqual([])
  })

  it('is text in the list of runs', async () => {
    const seen = await look(studio.address)
    await seen.page.getByRole('link', { name: id }).waitFor()
    expect(await seen.page.locator('main').innerText()).toContain('<script>window.__pwned=1</script>')
    expect(await harmOf(seen)).toEqual([])
    expect(seen.problems).toEqual([])
  })

  it.each([(text: string) => encodeURIComponent(text), () => '%E0%A4%A'])(
    'is text as the name of a run',
    async (name) => {
      const seen = await look(`${studio.address}/#/runs/${name(nasty)}`)
      await seen.page.getByText('There is no such run').waitFor()
      expect(await harmOf(seen)).toEqual([])
    },
  )

  it('is drawn in a frame that hears its page alone, and reaches nobody', async () => {
    const seen = await look(`${studio.address}/#/runs/${id}/steps/1`)
    const { page } = seen
    const frame = page.locator('iframe').first()
    await frame.scrollIntoViewIfNeeded()
    await page.getByText('There are no atoms in it').first().waitFor()
    const state = await frame.getAttribute('data-state')
    // Another window says that it was drawn, and what is wrong with it.
    await page.evaluate(`window.postMessage({ drawn: true }, '*'); window.postMessage({ failed: 'forged' }, '*')
      new Promise((then) => setTimeout(then, 100))`)
    expect(await frame.getAttribute('data-state')).toBe(state)
    const inside = page.frames().find((one) => one.url().endsWith('/structure'))!
    expect(await inside.evaluate('origin')).toBe('null')
    const tried = await inside.evaluate<readonly string[]>(`Promise.all([
      () => fetch('${studio.address}/api/runs'),
      () => fetch('${beacon.address}/fetch', { mode: 'no-cors' }),
      () => new Promise((loaded, failed) =>
        Object.assign(new Image(), { onload: loaded, onerror: failed, src: '${beacon.address}/image' })),
      async () => document.cookie,
      async () => localStorage.length,
      async () => parent.document.title,
      async () => { top.location = '${beacon.address}/top' },
      async () => { if (!open('${beacon.address}/open')) throw new Error('not opened') },
      // Later: what the debugger itself says may evaluate code.
      () => new Promise((then) => setTimeout(then)).then(() => new Function('return 1')()),
    ].map((one) => one().then(() => String(one), () => 'refused')))`)
    expect(tried).toEqual(Array.from({ length: 9 }, () => 'refused'))
    await inside.evaluate(`location.href = '${beacon.address}/self'`)
    await expect.poll(() => inside.url(), { timeout: 60_000 }).toBe('chrome-error://chromewebdata/')
    expect(page.url()).toContain(id)
    expect(beacon.asked).toEqual([])
  })

  it('does not talk to itself where the page of structures is opened alone', async () => {
    const { page } = await look('about:blank')
    await page.addInitScript("window.heard = 0; addEventListener('message', () => window.heard++)")
    await page.goto(`${studio.address}/structure`)
    await expect.poll(() => page.evaluate('window.heard'), { timeout: 60_000 }).toBe(1)
    expect(await page.evaluate('new Promise((then) => setTimeout(() => then(window.heard), 200))')).toBe(1)
  })

  it('runs nothing and asks for nothing where a picture is opened alone', async () => {
    const seen = await look(`${studio.address}/api/runs/${id}/events/8/picture`)
    expect(await seen.page.locator('rect').count()).toBe(1)
    // What its policy stopped was not asked for, though the browser tells of it.
    expect(await harmOf({ ...seen, foreign: [] })).toEqual([])
  })
})
