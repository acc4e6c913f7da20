import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'

import type { RunEvent } from '@textgrad/core'
import { openStoreToRead } from '@textgrad/runs'
import { atRest, findings, hasBrowser, look, shoot, type Look } from '@textgrad/studio/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { folder, simulatedModel, start, type Ended } from './typed.test.support.ts'

// The language model is simulated; the person is this test, at a browser.
describe.skipIf(!hasBrowser)('what people do on the pages, by chromium', { timeout: 300_000 }, () => {
  let entry: string
  let address: string
  let child: ReturnType<typeof start>['child']
  let ended: Promise<Ended>
  const store = join(folder, '.textgrad', 'runs.db')
  beforeAll(async () => {
    // There is no store yet: the first run is begun on the page.
    ;({ child, ended } = start(['studio', '--port', '0', '--json'], {
      OPENAI_API_KEY: 'sk-canary-0123456789',
    }))
    const [line] = (await once(createInterface({ input: child.stdout! }), 'line')) as [string]
    ;({ entry, address } = JSON.parse(line) as { entry: string; address: string })
  }, 120_000)
  afterAll(async () => {
    child?.kill('SIGINT')
    await ended
  }, 60_000)

  /** A page that has the token. */
  async function open(hash: string, options: Look = {}) {
    const seen = await look(entry, options)
    await seen.page.goto(`${address}/${hash}`)
    return seen
  }

  async function eventsOf(run: string): Promise<RunEvent[]> {
    await using reader = await openStoreToRead(store)
    return (await Array.fromAsync(reader.read(run))).map(({ event }) => event)
  }

  /** Looks at a page in both widths, in which nothing stands out, and for what hinders people. */
  async function lookAt({ page }: Awaited<ReturnType<typeof open>>, name: string): Promise<void> {
    for (const width of [1280, 390]) {
      await page.setViewportSize({ width, height: 900 })
      // What is drawn to its place follows it.
      await expect
        .poll(() => page.evaluate('document.documentElement.scrollWidth - innerWidth'), { timeout: 60_000 })
        .toBeLessThanOrEqual(0)
      await shoot(page, `${name}-${width}`)
    }
    expect(await findings(page)).toEqual([])
  }

  const runIn = (url: string): string => /#\/runs\/([^/]+)/.exec(url)![1]!

  /** Fills in the form of a run of molecules by this model. */
  async function fillIn({ page }: Awaited<ReturnType<typeof open>>, model: { url: string }, steps: number) {
    const field = (name: string) => page.getByLabel(name, { exact: true })
    await field('start').fill('CCO')
    await field('engine').fill('openai:small')
    await field('steps').fill(String(steps))
    await page.getByText('How models are asked').click()
    await field('base url').fill(model.url)
  }

  it('New run: shows what is wrong at its field, the command, and the run as it goes on', async () => {
    await using model = await simulatedModel('CC(=O)Nc1ccc(O)cc1')
    const seen = await open('#/new')
    const { page, problems, foreign } = seen
    const field = (name: string) => page.getByLabel(name, { exact: true })
    await field('steps').waitFor()
    // Defaults are filled in, and each field says what it is for.
    expect(await field('steps').inputValue()).toBe('10')
    expect(await field('steps').getAttribute('aria-describedby')).toBe('run-steps-about')
    expect(await page.locator('#run-steps-about').innerText()).toBe('At most this many steps')
    await fillIn(seen, model, 2)
    await field('steps').fill('two')
    await field('receptor').fill('/etc/passwd')
    await page.getByText('It must be a whole number, got "two"').waitFor()
    await page.getByText('It has to be a file or a folder below').waitFor()
    expect(await field('receptor').getAttribute('aria-invalid')).toBe('true')
    await lookAt(seen, 'new-run-wrong')
    await page.getByRole('button', { name: 'Begin the run' }).click()
    await page.getByRole('alert').filter({ hasText: 'Not begun: see the fields above' }).waitFor()
    // The first of them has the focus.
    await expect
      .poll(() => page.evaluate('document.activeElement.id'), { timeout: 60_000 })
      .toBe('run-receptor')
    expect(model.asked).toEqual([])
    await field('receptor').fill('')
    await field('steps').fill('2')
    const command = page.locator('.command pre')
    const words = `textgrad run molecules --start=CCO --engine=openai:small --steps=2 --base-url=${model.url}`
    await expect.poll(() => command.innerText(), { timeout: 60_000 }).toBe(words)
    // By keys alone.
    await page.getByRole('button', { name: 'Begin the run' }).press('Enter')
    await page.getByRole('heading', { name: 'molecules', level: 1 }).waitFor()
    await page.getByText('finished').first().waitFor()
    expect((await eventsOf(runIn(page.url()))).at(-1)).toMatchObject({
      type: 'run-end',
      status: 'done',
      steps: 2,
    })
    expect(model.asked).toHaveLength(2)
    // The key of the environment is used, and nowhere to be seen.
    expect(model.keys).toContain('Bearer sk-canary-0123456789')
    expect(await page.content()).not.toContain('sk-canary')
    // The refused order is the only thing that the browser complains of.
    expect(problems.filter((problem) => !problem.includes('422'))).toEqual([])
    expect(foreign).toEqual([])
  })

  it('New run: keys go through all of it in the order in which it is read', async () => {
    const { page } = await open('#/new')
    await page.getByRole('button', { name: 'Copy' }).waitFor()
    await atRest(page)
    // In words, since the types of a browser are none of this program's.
    const inOrder = await page.evaluate<string[]>(
      `[...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')]
        .filter((one) => one.checkVisibility()).map((one) => (one.dataset.order = String(Math.random())))`,
    )
    const reached: unknown[] = []
    for (const _ of inOrder) {
      await page.keyboard.press('Tab')
      reached.push(await page.evaluate('document.activeElement.dataset.order'))
    }
    expect(reached).toEqual(inOrder)
    expect(inOrder.length).toBeGreaterThan(30)
  })

  it('New run: says what the task, the engine or the command line refuses before anything is paid', async () => {
    const { page } = await open('#/new')
    await page.getByLabel('Task', { exact: true }).selectOption('question')
    await page.getByText('This task needs a model').waitFor()
    await page.getByRole('button', { name: 'Begin the run' }).click()
    await page.locator('#run-question-problem', { hasText: 'expected a question' }).waitFor()
    await page.getByLabel('question', { exact: true }).fill('Is 391 a prime?')
    await page.getByRole('button', { name: 'Begin the run' }).click()
    await page.getByText('The task question needs a model').waitFor()
    await page.getByLabel('engine', { exact: true }).fill('nobody:knows')
    await page.getByRole('button', { name: 'Begin the run' }).click()
    await page.locator('#run-engine-problem', { hasText: '--engine is rules or a model' }).waitFor()
    expect(await findings(page)).toEqual([])
  })

  it('what was begun goes on when the studio ends', async () => {
    const answers = Promise.withResolvers<void>()
    await using model = await simulatedModel('CC(=O)Nc1ccc(O)cc1', answers.promise)
    const own = start(['studio', '--port', '0', '--json'])
    const [line] = (await once(createInterface({ input: own.child.stdout! }), 'line')) as [string]
    const at = JSON.parse(line) as { entry: string; address: string }
    const { port, searchParams } = new URL(at.entry)
    const cookie = `textgrad-studio-${port}=${searchParams.get('token')!}`
    const values = { start: 'CCO', engine: ['openai:small'], 'base-url': model.url, steps: '1' }
    const begun = await fetch(`${at.address}/api/runs`, {
      method: 'POST',
      headers: { cookie, 'content-type': 'application/json' },
      body: JSON.stringify({ task: 'molecules', values }),
    })
    const { run } = (await begun.json()) as { run: string }
    await expect.poll(() => model.asked.length, { timeout: 60_000 }).toBe(1)
    own.child.kill('SIGINT')
    expect((await own.ended).code).toBe(0)
    answers.resolve()
    const end = async () => (await eventsOf(run)).at(-1)
    await expect.poll(end, { timeout: 60_000 }).toMatchObject({ type: 'run-end', status: 'done' })
  })

  it('Pause, Stop and Resume: of a run that was started on a terminal', async () => {
    const answers = Promise.withResolvers<void>()
    await using model = await simulatedModel('CC(=O)Nc1ccc(O)cc1', answers.promise)
    const words = ['run', 'molecules', '--start', 'CCO', '--engine', 'openai:small', '--base-url', model.url]
    const typed = start([...words, '--steps', '2', '--seed', '7'])
    const seen = await open('')
    const { page, problems } = seen
    await page
      .getByRole('row', { name: /running/ })
      .getByRole('link')
      .click()
    await expect.poll(() => model.asked.length, { timeout: 60_000 }).toBe(1)
    const button = (name: string) => page.getByRole('button', { name, exact: true })
    await button('Pause').click()
    // The model is still asked.
    await page.getByText(/Asked to pause at .*: what is under way comes in first/).waitFor()
    expect(await button('Pause').isDisabled()).toBe(true)
    await lookAt(seen, 'run-pausing')
    await button('Stop').click()
    const broken = await typed.ended
    expect(broken.err).toMatch(/The run was (?:paused|stopped) by a person\.\nResume with: textgrad resume /)
    expect(broken.code).toBe(130)
    await page.getByText('stopped by a person').waitFor()
    await button('Resume').click()
    await button('Pause').waitFor()
    await expect.poll(() => model.asked.length, { timeout: 60_000 }).toBe(2)
    await button('Pause').click()
    await page.getByText(/Asked to pause at/).waitFor()
    // The process looks five times a second what was said to it.
    await sleep(2000)
    // What was under way comes in and is kept: it is not asked again.
    answers.resolve()
    await page.getByText('paused by a person').waitFor()
    const run = runIn(page.url())
    expect((await eventsOf(run)).at(-1)).toMatchObject({ type: 'run-end', status: 'aborted' })
    await lookAt(seen, 'run-paused')
    await page.getByText('Resume within other limits').click()
    await page.getByLabel('steps', { exact: true }).fill('1')
    await button('Resume').click()
    await page.getByText('finished').first().waitFor()
    expect((await eventsOf(run)).at(-1)).toMatchObject({ type: 'run-end', status: 'done', steps: 1 })
    expect(model.asked).toHaveLength(2)
    expect(problems).toEqual([])
  })

  it('asks on the page, takes notes, and goes on from a step with a critique as the feedback', async () => {
    await using model = await simulatedModel('CC(=O)Nc1ccc(O)cc1')
    const seen = await open('#/new', { scheme: 'dark' })
    const { page, problems } = seen
    await fillIn(seen, model, 1)
    await page.getByLabel('ask', { exact: true }).check()
    await lookAt(seen, 'new-run')
    await page.getByRole('button', { name: 'Begin the run' }).click()
    await page.getByRole('heading', { name: 'Step 1 waits for you' }).waitFor()
    await lookAt(seen, 'question')
    await page
      .getByLabel(/^Your critique/)
      .first()
      .fill('Add a <ring>.')
    await page.getByRole('button', { name: 'Answer' }).click()
    await page.getByText('finished').first().waitFor()
    expect(model.asked[0]).toContain('Add a <ring>.')
    const run = runIn(page.url())
    const log = await eventsOf(run)
    const said = (step: number, text: string) =>
      expect.objectContaining({ type: 'gradient', kind: 'feedback', step, text })
    expect(log).toContainEqual(said(1, 'Add a <ring>.'))

    // Notes are kept beside the log.
    await page.goto(`${address}/#/runs/${run}/steps/1`)
    const note = 'A <b>surprise</b><img src=x onerror="window.__pwned=1">'
    await page.getByLabel(/^A note on step 1/).fill(note)
    await page.getByRole('button', { name: 'Keep the note' }).press('Enter')
    await page.locator('.noted', { hasText: note }).waitFor()
    expect(await page.evaluate('window.__pwned')).toBeUndefined()
    await page.reload()
    await page.locator('.noted', { hasText: note }).waitFor()
    expect(await eventsOf(run)).toEqual(log)
    await lookAt(seen, 'note')

    await page.getByText('Go on from here in another run').click()
    await page.getByLabel(/^Your critique of it/).fill('Now without the amide.')
    await lookAt(seen, 'branch')
    await page.getByLabel('Go on until step').fill('1')
    await page.getByRole('button', { name: 'Begin the other run' }).click()
    await page.getByText('add --steps 2 or more').waitFor()
    await page.getByLabel('Go on until step').fill('2')
    await page.getByRole('button', { name: 'Begin the other run' }).click()
    await page.waitForURL((url) => url.hash !== '' && runIn(url.href) !== run)
    const other = runIn(page.url())
    // The page of the first, which is finished, stays until that of the other is drawn.
    await page.locator('.facts').getByText(other, { exact: true }).waitFor()
    await page.getByText('finished').first().waitFor()
    const fork = await eventsOf(other)
    expect(fork).toContainEqual(said(2, 'Now without the amide.'))
    // The first step is shared, with what was said in it; nobody is asked in the second.
    expect(fork).toContainEqual(said(1, 'Add a <ring>.'))
    expect(model.asked).toHaveLength(2)
    expect(model.asked[1]).toContain('Now without the amide.')
    await page.goto(`${address}/#/runs/${run}/steps/1`)
    await page.getByRole('button', { name: /^Remove/ }).click()
    await page.locator('.noted').waitFor({ state: 'detached' })
    expect(problems.filter((problem) => !problem.includes('422'))).toEqual([])
  })
})
