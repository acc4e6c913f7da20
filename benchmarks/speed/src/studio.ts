import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface, type Interface } from 'node:readline'
import { fileURLToPath } from 'node:url'

import { openStore } from '@textgrad/runs'
import { chromium, type CDPSession, type Page } from 'playwright-core'

import type { Extent } from './suite.ts'
import type { Table } from './table.ts'
import { toldStart, toldStep } from './told-steps.ts'

const large = { steps: 10_000, characters: 1500, stepped: 60 }
const live = { steps: 12, pause: 120 }

/** What is required: milliseconds, and megabytes. */
const bounds = { firstPaint: 2000, stepping: 100, heap: 300, server: 300, live: 500 }

/** The pages of a large run, and of one that goes on; the pages have to be built, and chromium to be there. */
export async function studio({ quick }: Extent): Promise<readonly Table[]> {
  const steps = quick ? large.steps / 10 : large.steps
  const folder = mkdtempSync(join(tmpdir(), 'textgrad-bench-'))
  await using browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
  })
  try {
    return [
      await largeRun(await browser.newPage(), join(folder, 'large.db'), steps),
      await liveRun(await browser.newPage(), join(folder, 'live.db')),
    ]
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function largeRun(page: Page, file: string, steps: number): Promise<Table> {
  const id = await writeLarge(file, steps)
  await using server = started('studio.program', file)
  const address = await server.line()
  const session = await page.context().newCDPSession(page)
  await page.goto(`${address}/#/runs/${id}`)
  const useful = `document.querySelector('.tiles .figure') && document.querySelectorAll('.steps tbody a').length > 10 && document.querySelector('.trajectory path.best')`
  const firstPaint = await whenDrawn(page, useful)
  const whole = await whenDrawn(
    page,
    `document.querySelector('[data-connection="live"]') && document.querySelector('section.step .parameter')`,
  )
  const stepping = await steppingOf(page, steps / 2)
  const heap = await collectedHeap(session)
  const resident = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${server.pid}/status`, 'utf8'))
  const megabytes = Math.round(statSync(file).size / 1e6)
  const row = (what: string, value: number, bound: number) => [what, round(value), bound, value <= bound]
  return {
    name: 'studio-large',
    title: `A run of ${steps} steps in a store of ${megabytes} MB, opened for the first time by this server`,
    columns: ['what', 'measured', 'at most', 'kept'],
    rows: [
      row('first useful paint, ms', firstPaint, bounds.firstPaint),
      ['all steps and the best one, ms', round(whole), '', true],
      row(`j or k until the step is drawn, ms, p95 of ${large.stepped}`, p95(stepping), bounds.stepping),
      row('page heap after collection, MB', heap, bounds.heap),
      row('greatest resident memory of the server, MB', Number(resident![1]) / 1000, bounds.server),
    ],
  }
}

async function writeLarge(file: string, steps: number): Promise<string> {
  await using store = await openStore(file)
  await using run = await store.start({ task: 'prompts' })
  for (const event of toldStart()) await run.emit(event)
  for (let step = 1; step <= steps; step++)
    await Promise.all(toldStep(step, large.characters).map((event) => run.emit(event)))
  return run.id
}

/** Milliseconds from when the page was asked for until something is drawn. */
function whenDrawn(page: Page, what: string): Promise<number> {
  return page.evaluate<number>(`(async () => {
    const frame = () => new Promise((then) => requestAnimationFrame(then))
    while (!(${what})) await frame()
    await frame()
    return performance.now()
  })()`)
}

/** Goes up and down through the steps; milliseconds each takes until its change and its verdict are drawn. */
async function steppingOf(page: Page, middle: number): Promise<readonly number[]> {
  await page.evaluate(`location.hash = location.hash.split('/steps')[0] + '/steps/${middle}'`)
  await whenDrawn(page, `document.querySelector('section.step[data-step="${middle}"] .parameter')`)
  const keys = Array.from({ length: large.stepped }, (_, index) => (index % 3 === 2 ? 'k' : 'j'))
  return page.evaluate<number[]>(`(async () => {
    const times = []
    let step = ${middle}
    for (const key of ${JSON.stringify(keys)}) {
      step += key === 'j' ? 1 : -1
      const began = performance.now()
      window.dispatchEvent(new KeyboardEvent('keydown', { key }))
      while (!document.querySelector('section.step[data-step="' + step + '"] .parameter ins, section.step[data-step="' + step + '"] .parameter .value'))
        await new Promise((then) => requestAnimationFrame(then))
      await new Promise((then) => requestAnimationFrame(then))
      times.push(performance.now() - began)
    }
    return times
  })()`)
}

async function collectedHeap(session: CDPSession): Promise<number> {
  await session.send('HeapProfiler.collectGarbage')
  const { usedSize } = await session.send('Runtime.getHeapUsage')
  return usedSize / 1e6
}

async function liveRun(page: Page, file: string): Promise<Table> {
  await using teller = started('studio-telling.program', file, String(live.steps), String(live.pause))
  const id = await teller.line()
  await using server = started('studio.program', file)
  await page.goto(`${await server.line()}/#/runs/${id}`)
  await page.locator('[data-connection="live"]').waitFor({ state: 'attached' })
  await page.evaluate(`window.drawn = []; new MutationObserver(() => requestAnimationFrame(() =>
    drawn.push([Number(document.querySelector('[data-last]').dataset.last), Date.now()])
  )).observe(document.querySelector('[data-last]'), { attributes: true, attributeFilter: ['data-last'] })`)
  teller.go()
  const told = await teller.lines()
  await page.locator(`[data-last="${told.at(-1)![0]}"]`).waitFor({ state: 'attached' })
  await whenDrawn(page, `drawn.at(-1)?.[0] >= ${told.at(-1)![0]}`)
  const drawn = await page.evaluate<(readonly [number, number])[]>('drawn')
  const delays = told.map(([number, at]) => drawn.find(([last]) => last >= number)![1] - at)
  return {
    name: 'studio-live',
    title: `${told.length} events that another process stores, each until it is on screen, ms`,
    columns: ['median', 'p95', 'most', 'at most (p95)', 'kept'],
    rows: [
      [quantile(delays, 0.5), p95(delays), quantile(delays, 1), bounds.live, p95(delays) <= bounds.live],
    ],
  }
}

/** A program of this folder as a process of its own. */
function started(name: string, ...words: readonly string[]) {
  const program = fileURLToPath(new URL(`./${name}.ts`, import.meta.url))
  const child: ChildProcess = spawn(process.execPath, [program, ...words], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const lines: Interface = createInterface({ input: child.stdout! })
  const all = lines[Symbol.asyncIterator]()
  return {
    pid: child.pid!,
    line: async (): Promise<string> => String((await all.next()).value),
    go: () => void child.stdin!.end('go\n'),
    /** The rest of what it says, as pairs of numbers. */
    async lines(): Promise<(readonly [number, number])[]> {
      const rest: (readonly [number, number])[] = []
      for (let next = await all.next(); !next.done; next = await all.next()) {
        const [number, at] = next.value.split(' ').map(Number)
        rest.push([number!, at!])
      }
      return rest
    },
    async [Symbol.asyncDispose](): Promise<void> {
      child.stdin!.end()
      if (child.exitCode === null) await once(child, 'close')
    },
  }
}

const p95 = (values: readonly number[]): number => quantile(values, 0.95)

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return round(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!)
}

const round = (value: number): number => Math.round(value)
