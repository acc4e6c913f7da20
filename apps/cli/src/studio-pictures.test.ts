import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'

import { requireProgram, sharedPath } from '@textgrad/host/testing'
import { findings, hasBrowser, inkOf, look, shoot, type Locator, type Seen } from '@textgrad/studio/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { runs } from './kept.test.support.ts'
import { folder, simulatedModel, start, textgrad, type Ended } from './typed.test.support.ts'

const targets = sharedPath('data/dockstring')
const canDock = requireProgram('vina') && targets !== undefined

const proposed = ['CC(=O)Nc1ccc(O)cc1', 'O=Cc1ccccc1C']

const goals = ['PTV D95% >= 50 Gy', 'PTV D10% <= 55 Gy', 'Core D10% <= 10 Gy']

/** Each run as it would be typed. */
const plan = [
  ...'run radiotherapy --case c-shape --spacing 10 --start flat --steps 2'.split(' '),
  ...goals.flatMap((goal) => ['--goal', goal]),
]
const program = 'run code --file add.py --tests test_add.py --statement Sum --steps 3'.split(' ')
const docking = [
  ...'run molecules --start CCO --objective paper --bind PPARA --exhaustiveness 1 --steps 2'.split(' '),
  ...'--critic --drugs drugs.csv --engine openai:small --prices prices.json --targets'.split(' '),
  targets ?? '',
]

const asserts = ['add(1, 2) == 3', 'add(0, 0) == 0', 'add(-1, -4) == -5']
const files: Readonly<Record<string, string>> = {
  'add.py': 'def add(a, b):\n    return a - b\n',
  'test_add.py': asserts.map((one) => `assert ${one}\n`).join(''),
  'prices.json': '{"small": {"input": 10, "output": 40}}',
  'drugs.csv': 'name,smiles,vina\naspirin,CC(=O)Oc1ccccc1C(=O)O,-6.5\n',
}

// The language model is simulated; the docking, the plan and the tests are not.
describe.skipIf(!hasBrowser)('what runs of each domain look like, by chromium', { timeout: 300_000 }, () => {
  let address: string
  let child: ReturnType<typeof start>['child']
  let ended: Promise<Ended>
  const ids: Record<string, string> = {}

  beforeAll(async () => {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
    await using model = await simulatedModel(answering())
    const typed = [plan, program, ...(canDock ? [[...docking, '--base-url', model.url]] : [])]
    for (const args of typed) {
      const { code, err } = await start(args, { OPENAI_API_KEY: 'sim' }).ended
      if (code !== 0) throw new Error(`${args.join(' ')}: ${err}`)
    }
    for (const { id, task } of await runs()) ids[task] = id
    ;({ child, ended } = start(['studio', '--port', '0', '--json']))
    const [line] = (await once(createInterface({ input: child.stdout! }), 'line')) as [string]
    ;({ address } = JSON.parse(line) as { address: string })
  }, 240_000)
  afterAll(async () => {
    child?.kill('SIGINT')
    await ended
  }, 60_000)

  /** A step of the run of a task, with its results there. */
  async function open(task: string, step: number): Promise<Seen & { readonly shown: Locator }> {
    const seen = await look(`${address}/#/runs/${ids[task]}/steps/${step}`)
    const shown = seen.page.locator('section.step')
    await shown.locator('.artifact').first().waitFor()
    return { ...seen, shown }
  }

  /** Looks at a page in both widths, and for what hinders people; nothing went wrong on it. */
  async function lookAt({ page, problems, foreign }: Seen, name: string): Promise<void> {
    for (const width of [1280, 390]) {
      await page.setViewportSize({ width, height: 900 })
      // What is drawn to its place follows it.
      await expect
        .poll(() => page.evaluate('document.documentElement.scrollWidth - innerWidth'), { timeout: 60_000 })
        .toBeLessThanOrEqual(0)
      await shoot(page, `run-${name}-${width}`)
    }
    expect(await findings(page)).toEqual([])
    expect({ problems, foreign }).toEqual({ problems: [], foreign: [] })
  }

  it.skipIf(!canDock)(
    'molecules: drawings with what is wrong in them marked, poses in their pockets, contacts, calls with their cost',
    async () => {
      const seen = await open('molecules', 1)
      const { page, shown } = seen
      const drawing = shown.locator('.artifact.after img').first()
      expect(await svgOf(drawing)).toMatch(/<ellipse/)
      expect(await svgOf(shown.locator('.artifact.before img').first())).not.toMatch(/<ellipse/)
      // Of what it was made from and of itself.
      const poses = shown.locator('iframe[title^="Best pose of "]')
      for (const pose of [poses.first(), poses.last()]) {
        await drawn(pose)
        expect(await inkOf(pose)).toBeGreaterThan(0.02)
      }
      expect(await poses.count()).toBe(2)
      const contacts = shown.getByRole('region', { name: /^What .+ touches$/ }).last()
      expect(await contacts.getByRole('row').nth(1).innerText()).toMatch(/[A-Z]{3} \d+\s+\d\.\d+/)
      const tiles = await page.locator('.tiles[aria-busy="false"]').innerText()
      expect(tiles).toMatch(
        /Model calls\s+4\s+evaluate 2, update 2\s+Tokens\s+60\s+40 in, 20 out\s+Cost\s+\$0\.0012\s+evaluate \$0\.0006, update \$0\.0006/,
      )
      const call = shown.getByRole('row', { name: /^update/ })
      expect(await call.innerText()).toMatch(/10\s+5\s+\$0\.0003\s+whole/)
      await call.getByRole('button', { name: 'Open' }).click()
      await expect
        .poll(() => shown.locator('.messages').innerText(), { timeout: 60_000 })
        .toContain(proposed[0])
      await page.getByText('Computation graph', { exact: true }).click()
      const graph = page.getByRole('group', { name: 'Computation graph' })
      await graph.getByRole('button', { name: /^text-loss/ }).click()
      const value = page.getByRole('region', { name: 'The chosen value' })
      const judged = value.getByRole('row', { name: /^evaluate/ })
      expect(await judged.innerText()).toMatch(/\$0\.0003/)
      await judged.getByRole('button', { name: 'Open' }).click()
      await expect
        .poll(() => value.locator('.messages').innerText(), { timeout: 60_000 })
        .toMatch(/CCO[^]+reply\s+Mask the phenol\./)
      await lookAt(seen, 'molecules')
    },
  )

  it.skipIf(!canDock)('molecules: the scatter of docking scores and QED, and the best ones', async () => {
    const seen = await open('molecules', 1)
    await seen.page.getByText('Pictures and tables of the run as a whole').click()
    const scatter = seen.page.getByRole('img', {
      name: 'Docking score and QED of each molecule in turn, the best in red',
    })
    // The start, what two steps tried, and the drug.
    expect((await svgOf(scatter)).match(/<circle/g)).toHaveLength(4)
    const front = seen.page.getByRole('region', { name: /^Pareto front/ })
    expect(await front.getByRole('row').count()).toBeGreaterThan(1)
    const curves = seen.page
      .getByRole('img', { name: 'vina of each molecule that was tried' })
      .locator('path.curve')
    await curves.first().waitFor({ state: 'attached' })
    expect(await curves.count()).toBe(1)
    await lookAt(seen, 'molecules-whole')
  })

  it('radiotherapy: histograms with their goals, slices with isodoses and contours, scorecards', async () => {
    const seen = await open('radiotherapy', 1)
    const { page, shown } = seen
    const histograms = shown.getByRole('img', { name: /^Dose-volume histograms with the goals/ })
    await histograms.nth(1).waitFor()
    for (const one of await histograms.all()) {
      expect(await one.locator('path.curve').count()).toBe(3)
      expect(await one.locator('circle.curve').count()).toBe(3)
    }
    // Over the same axes before and after.
    const [before, after] = await Promise.all(
      (await histograms.all()).map((one) => one.locator('text').allInnerTexts()),
    )
    expect(after).toEqual(before)
    const map = shown.locator('.artifact.after .grid-map').first()
    const seenNow = async () => [await map.getAttribute('aria-label'), await map.innerHTML()]
    const [slice, picture] = await seenNow()
    expect(await map.locator('.region').count()).toBe(3)
    expect(await map.locator('.isoline').count()).toBe(6)
    await shown.getByRole('slider').last().focus()
    await page.keyboard.press('ArrowRight')
    const [next, other] = await seenNow()
    expect(Number(/slice (\d+) of/.exec(next!)![1])).toBe(Number(/slice (\d+) of/.exec(slice!)![1]) + 1)
    expect(other).not.toBe(picture)
    // What it was before is leafed through with it.
    const beside = shown.locator('.artifact.before .grid-map').first()
    expect(await beside.getAttribute('aria-label')).toBe(next)
    const card = shown.getByRole('region', { name: /^Goals, worst first/ })
    expect(await card.count()).toBe(2)
    expect(
      await card
        .last()
        .getByRole('row', { name: /^PTV D95% >= 50 Gy/ })
        .innerText(),
    ).toMatch(/50\s+50\s+Gy\s+yes/)
    await lookAt(seen, 'radiotherapy')
    await shown.getByRole('checkbox', { name: /^Beside those of the start/ }).uncheck()
    await expect.poll(() => histograms.count(), { timeout: 60_000 }).toBe(1)
    await page.keyboard.press('j')
    await shown.getByRole('heading', { name: 'Step 2' }).waitFor()
    await shown.locator('.artifact').first().waitFor()
    expect(await shown.getByText(/^Before: /).count()).toBe(0)
  })

  it('code: the tests with what came and what should have, and the change', async () => {
    const seen = await open('code', 1)
    const { shown } = seen
    const tests = shown.locator('.artifact', { hasText: 'tests pass' })
    const rows = (place: number) => tests.nth(place).getByRole('row').allInnerTexts()
    await tests.nth(1).getByRole('row').nth(3).waitFor()
    const [head, ...failed] = (await rows(0)).map((row) => row.split(/\s+/))
    expect(head).toEqual(['test', 'result', 'expected', 'got'])
    expect(failed.map((cells) => cells.slice(-3))).toEqual([
      ['failed', '3', '-1'],
      ['passed', '–', '–'],
      ['failed', '-5', '3'],
    ])
    expect((await rows(1)).slice(1).every((row) => row.includes('passed'))).toBe(true)
    await shown.locator('.value.code', { hasText: '+    return a + b' }).waitFor()
    await shown.locator('.parameter ins').first().waitFor()
    expect(await shown.locator('.parameter ins').allInnerTexts()).toEqual(['+'])
    await lookAt(seen, 'code')
  })

  it('compares two steps by their pictures and tables', async () => {
    const run = ids['radiotherapy']
    const seen = await look(`${address}/#/compare/${run}@0/${run}@2`)
    const section = seen.page.getByRole('region', { name: 'Pictures and tables' })
    await section.getByText(/^A: Dose-volume histograms with the goals/).waitFor()
    await section.getByText(/^B: Dose-volume histograms with the goals/).waitFor()
    await section.locator('.grid-map').nth(1).waitFor()
    await section.locator('.plot').nth(1).waitFor()
    expect(await section.locator('.plot').count()).toBe(2)
    await lookAt(seen, 'compare-radiotherapy')
  })

  it('shows the same in a file, without a network', async () => {
    for (const [task, id] of Object.entries(ids)) {
      expect(await textgrad('export', id, '--html', '--out', `${task}.html`)).toMatchObject({ code: 0 })
      const file = `${pathToFileURL(join(folder, `${task}.html`)).href}#/runs/${id}/steps/1`
      const served = await open(task, 1)
      const alone = await look(file, { isOffline: true })
      const [online, offline] = await Promise.all([served, alone].map(textsOf))
      expect(offline).toEqual(online)
      const pictures = alone.page.locator('section.step .artifact img')
      for (const picture of await pictures.all())
        await expect.poll(() => widthOf(picture), { timeout: 60_000 }).toBeGreaterThan(0)
      expect({ problems: alone.problems, foreign: alone.foreign }).toEqual({ problems: [], foreign: [] })
    }
  })
})

/** Proposes one molecule after the other, and criticises what it is asked to criticise. */
function answering(): (prompt: string) => string {
  let place = 0
  return (prompt) =>
    /between <[\w-]+> and/.test(prompt) ? proposed[place++ % proposed.length]! : 'Mask the phenol.'
}

/** What is read on the page of a run, all of it there. */
async function textsOf({ page }: Seen): Promise<string[]> {
  const shown = page.locator('section.step')
  await page.locator('.tiles[aria-busy="false"]').waitFor()
  await shown.locator('.artifact table tbody tr').first().waitFor()
  await shown.locator('.artifact table').last().waitFor()
  await expect.poll(() => shown.getByText('loading …').count(), { timeout: 60_000 }).toBe(0)
  for (const frame of await shown.locator('iframe').all()) await drawn(frame)
  return Promise.all(
    ['.tiles', '.use', '.steps', 'section.step'].map(async (place) =>
      (await page.locator(place).allInnerTexts()).join('\n'),
    ),
  )
}

/** A structure is drawn when it is looked at. */
async function drawn(frame: Locator): Promise<void> {
  await frame.scrollIntoViewIfNeeded()
  await expect.poll(() => frame.getAttribute('data-state'), { timeout: 90_000 }).toBe('drawn')
}

const widthOf = (picture: Locator): Promise<number> =>
  picture.evaluate((image) => (image as unknown as { naturalWidth: number }).naturalWidth)

/** The text of a picture that is on the page. */
async function svgOf(picture: Locator): Promise<string> {
  await picture.scrollIntoViewIfNeeded()
  await expect.poll(() => widthOf(picture), { timeout: 60_000 }).toBeGreaterThan(0)
  return picture.evaluate(async (image) => (await fetch((image as unknown as { src: string }).src)).text())
}
