import { requireProgram } from '@textgrad/host/testing'
import axe from 'axe-core'
import { chromium, type Browser, type Locator, type Page, type Request } from 'playwright-core'
import { afterAll, expect } from 'vitest'

export type { Locator }

export const hasBrowser = requireProgram('chromium')

/** Milliseconds for what a browser on a busy machine may need. */
const patience = 90_000

let browser: Promise<Browser> | undefined
afterAll(async () => (await browser)?.close())

export interface Seen {
  readonly page: Page
  /** What the page said was wrong. */
  readonly problems: string[]
  /** The addresses that it asked outside of the studio. */
  readonly foreign: string[]
}

export interface Look {
  readonly width?: number
  readonly scheme?: 'light' | 'dark'
  /** Whether there is no network. */
  readonly isOffline?: boolean
}

/** A page of a browser of its own, at an address of the studio. */
export async function look(
  address: string,
  { width = 1280, scheme = 'light', isOffline = false }: Look = {},
): Promise<Seen> {
  browser ??= chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--enable-unsafe-swiftshader'],
    timeout: patience,
  })
  const context = await (
    await browser
  ).newContext({
    viewport: { width, height: 900 },
    colorScheme: scheme,
    reducedMotion: 'reduce',
    offline: isOffline,
  })
  context.setDefaultTimeout(patience)
  const page = await context.newPage()
  follow(page)
  const problems: string[] = []
  const foreign: string[] = []
  page.on('pageerror', (error) => problems.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text())
  })
  page.on('request', (asked) => {
    const { origin, protocol } = new URL(asked.url())
    const isHeld = protocol === 'data:' || protocol === 'blob:'
    if (origin !== new URL(address).origin && !isHeld) foreign.push(asked.url())
  })
  await page.goto(address)
  return { page, problems, foreign }
}

/** What a page has asked for and has not got yet; a stream of events has no end. */
const underWay = new WeakMap<Page, Set<Request>>()

function follow(page: Page): void {
  const open = new Set<Request>()
  underWay.set(page, open)
  page.on('request', (asked) => {
    if (asked.resourceType() !== 'eventsource') open.add(asked)
  })
  for (const end of ['requestfinished', 'requestfailed'] as const)
    page.on(end as 'requestfinished', (asked) => void open.delete(asked))
}

/** Waits until a page has all that was told of its run. */
export async function whole(page: Page): Promise<void> {
  await page.locator('[data-connection="live"]').waitFor({ state: 'attached' })
}

/** Waits until a page of `look` has drawn all that it asked for, and asks for no more because of it. */
export async function atRest(page: Page): Promise<void> {
  const open = underWay.get(page)!
  do {
    await expect.poll(() => open.size, { timeout: patience }).toBe(0)
    await page.evaluate('new Promise((then) => requestAnimationFrame(() => requestAnimationFrame(then)))')
  } while (open.size > 0)
  await expect.poll(() => page.getByText('loading …').count(), { timeout: patience }).toBe(0)
}

const grave = ['serious', 'critical'] as const

/** The findings of axe-core: the serious and critical ones, or those of the impacts that are named. */
export async function findings(
  page: Page,
  impacts: readonly ('minor' | 'moderate' | 'serious' | 'critical')[] = grave,
): Promise<readonly string[]> {
  // Through the debugger: the policy of the page lets no other script in.
  const session = await page.context().newCDPSession(page)
  await session.send('Runtime.evaluate', { expression: axe.source })
  const { result } = await session.send('Runtime.evaluate', {
    expression: `axe.run().then(({ violations }) => JSON.stringify(violations
      .filter(({ impact }) => ${JSON.stringify(impacts)}.includes(impact))
      .map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html).join(' | ').slice(0, 400))))`,
    awaitPromise: true,
    returnByValue: true,
  })
  return JSON.parse(String(result.value)) as string[]
}

/** The share of the pixels of what is drawn that are not as its corner is. */
export async function inkOf(drawn: Locator): Promise<number> {
  const picture = `data:image/png;base64,${(await drawn.screenshot()).toString('base64')}`
  // The policy of the page itself loads no such picture.
  const other = await drawn.page().context().newPage()
  try {
    return await other.evaluate<number>(`(async () => {
      const image = new Image()
      image.src = '${picture}'
      await image.decode()
      const { width, height } = image
      const brush = Object.assign(document.createElement('canvas'), { width, height }).getContext('2d')
      brush.drawImage(image, 0, 0)
      const pixels = new Uint32Array(brush.getImageData(0, 0, width, height).data.buffer)
      return pixels.filter((pixel) => pixel !== pixels[0]).length / pixels.length
    })()`)
  } finally {
    await other.close()
  }
}

/** Where pictures of pages are put, for people to look at; nowhere unless the environment names a folder. */
export async function shoot(page: Page, name: string): Promise<void> {
  const folder = process.env['TEXTGRAD_TEST_SCREENSHOTS']
  if (folder) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true })
}
