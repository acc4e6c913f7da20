import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

import { requireProgram } from '@textgrad/host/testing'
import { openStoreToRead } from '@textgrad/runs'
import { findings, hasBrowser, look, shoot, type Seen } from '@textgrad/studio/testing'
import { freePort, redisServer } from '@textgrad/workers/testing'
import { describe, expect, it } from 'vitest'

import { folder, start, textgrad } from './typed.test.support.ts'

/** What a command prints first. */
async function firstLine({ child }: ReturnType<typeof start>): Promise<string> {
  const [line] = (await once(createInterface({ input: child.stdout! }), 'line')) as [string]
  return line
}

/** What a studio prints. */
interface Listening {
  readonly entry: string
  readonly address: string
  readonly store: string
}

/** Jobs that the worker has done, as the page of the workers tells it. */
async function doneBy(page: Seen['page']): Promise<number> {
  const names = await page.getByRole('columnheader').allInnerTexts()
  const row = page.getByRole('row', { name: /molecules-score/ })
  return Number(await row.locator('th, td').nth(names.indexOf('Done')).innerText())
}

const canRun = hasBrowser && requireProgram('redis-server')

describe.skipIf(!canRun)('the studio beside a Redis and workers, by chromium', { timeout: 300_000 }, () => {
  it('begins a run on the workers, shows them at it, and Redis as it goes and comes back', async () => {
    await using redis = await redisServer()
    const worker = start(['worker', '--redis', redis.url, '--concurrency', '2', '--tasks', 'molecules'])
    // Its password is not asked for here, and is nowhere to be seen.
    const address = redis.url.replace('//', '//default:canary-0123@')
    const studio = start(['studio', '--port', '0', '--redis', address, '--json'])
    const needy = start([
      'run',
      'molecules',
      '--steps',
      '1',
      '--needs',
      'gpu=none-has-it',
      '--workers',
      redis.url,
    ])
    try {
      // Both are listened to from the beginning.
      const [line] = await Promise.all([firstLine(studio), firstLine(worker)])
      const { entry, store, address: where } = JSON.parse(line) as Listening
      const { page, problems, foreign } = await look(entry)
      await page.getByRole('link', { name: 'New run' }).click()
      await page.getByLabel('start', { exact: true }).fill('CCO')
      await page.getByLabel('steps', { exact: true }).fill('2')
      await page.getByLabel('workers', { exact: true }).check()
      const named = redis.url.replace('//', '//default@')
      const command = `textgrad run molecules --start=CCO --steps=2 --workers='${named}' --queue=textgrad`
      await expect.poll(() => page.locator('.command pre').innerText(), { timeout: 60_000 }).toBe(command)
      await shoot(page, 'new-run-on-workers-1280')
      await page.getByRole('button', { name: 'Begin the run' }).click()
      await page.getByRole('heading', { name: 'molecules', level: 1 }).waitFor()
      await page.getByText('finished').first().waitFor()
      await page.getByRole('link', { name: 'Workers', exact: true }).click()
      const queue = page.locator('article.queue', { hasText: 'GPU none-has-it' })
      await queue.getByRole('img', { name: '0 done, 0 active, 1 waiting' }).waitFor()
      await queue.getByText('there are 1 without the GPU none-has-it').waitFor()
      await expect.poll(() => doneBy(page), { timeout: 60_000 }).toBeGreaterThan(0)
      await page.getByRole('row', { name: /none of these/ }).waitFor()
      expect(await findings(page)).toEqual([])
      await shoot(page, 'workers-real-1280')
      expect(await page.content()).not.toContain('canary-0123')

      // The run that nobody takes jobs of says so on its own page.
      await using reader = await openStoreToRead(store)
      const infos = await Promise.all((await reader.runs()).map((run) => reader.info(run)))
      const { id } = infos.find(({ status }) => status === 'running')!
      await page.goto(`${where}/#/runs/${id}`)
      const told = page.getByRole('region', { name: 'Evaluations on workers' })
      await told
        .getByText('0 evaluations done, 1 to come, no worker takes them: there are 1 without')
        .waitFor()
      expect(await findings(page)).toEqual([])
      await shoot(page, 'run-on-workers-1280')
      await told.getByRole('link', { name: 'On workers' }).click()
      await queue.getByText(id).waitFor()

      await redis.kill()
      await page.getByText('Redis does not answer.').waitFor()
      await queue.getByRole('img', { name: '0 done, 0 active, 1 waiting' }).waitFor()
      await redis.start()
      await page.getByRole('status').getByText('live').waitFor()
      await queue.getByRole('img', { name: '0 done, 0 active, 1 waiting' }).waitFor()
      expect([problems, foreign]).toEqual([[], []])

      expect((await reader.runs()).length).toBe(2)
      studio.child.kill('SIGINT')
      expect(await studio.ended).toMatchObject({ code: 0, err: '\nClosing the studio.\n' })
    } finally {
      for (const { child } of [worker, studio, needy]) child.kill('SIGKILL')
    }
  })

  it('goes on with a run of this machine on the workers, and from a step of it in another', async () => {
    await using redis = await redisServer()
    const store = join(folder, 'further.db')
    await textgrad('run', 'molecules', '--start', 'CCO', '--steps', '1', '--store', store)
    const worker = start(['worker', '--redis', redis.url, '--tasks', 'molecules'])
    const studio = start(['studio', '--port', '0', '--store', store, '--redis', redis.url, '--json'])
    try {
      const [line] = await Promise.all([firstLine(studio), firstLine(worker)])
      const { entry } = JSON.parse(line) as Listening
      const { page, problems } = await look(entry)
      const done = async (): Promise<number> => {
        await page.getByRole('link', { name: 'Workers', exact: true }).click()
        await page.getByRole('row', { name: /molecules-score/ }).waitFor()
        return doneBy(page)
      }
      expect(await done()).toBe(0)
      await page.getByRole('link', { name: 'textgrad studio' }).click()
      await page.locator('tbody a').click()
      const controls = page.getByRole('region', { name: 'Control of the run' })
      await controls.getByLabel('workers', { exact: true }).check()
      await controls.getByText('Resume within other limits').click()
      await controls.getByLabel('steps', { exact: true }).fill('2')
      await shoot(page, 'resume-on-workers-1280')
      await controls.getByRole('button', { name: 'Resume' }).click()
      await page.locator('a[href$="/steps/2"]').waitFor()
      // The page says of the run as it was, too, that it is finished and can be resumed.
      await using reader = await openStoreToRead(store)
      const [id] = (await reader.runs()) as [string]
      await expect
        .poll(() => reader.info(id), { timeout: 60_000 })
        .toMatchObject({ status: 'done', steps: 2, attempts: 2 })
      await controls.getByRole('button', { name: 'Resume' }).waitFor()
      await page.getByText('finished').first().waitFor()
      const run = page.url()
      await expect.poll(done, { timeout: 60_000 }).toBeGreaterThan(0)
      const resumed = await doneBy(page)

      await page.goto(run)
      await page.getByText('Go on from here in another run').click()
      const branch = page.locator('details.branch')
      await branch.getByLabel('workers', { exact: true }).check()
      await shoot(page, 'fork-on-workers-1280')
      await branch.getByRole('button', { name: 'Begin the other run' }).click()
      await page.getByRole('heading', { name: 'molecules', level: 1 }).waitFor()
      await expect.poll(() => page.url(), { timeout: 60_000 }).not.toContain(run)
      const [, fork] = /#\/runs\/([^/]+)/.exec(page.url())!
      await page.locator('.facts').getByText(fork!, { exact: true }).waitFor()
      await page.getByText('finished').first().waitFor()
      await expect.poll(done, { timeout: 60_000 }).toBeGreaterThan(resumed)
      expect(problems).toEqual([])
    } finally {
      for (const { child } of [worker, studio]) child.kill('SIGKILL')
    }
  })

  it('does not begin without the Redis that it is to show', async () => {
    await textgrad('run', 'molecules', '--steps', '0', '--store', join(folder, 'some.db'))
    const words = ['studio', '--store', join(folder, 'some.db'), '--port', '0']
    const none = await textgrad(...words, '--redis', `redis://127.0.0.1:${await freePort()}`)
    expect(none).toMatchObject({
      code: 1,
      err: expect.stringMatching(/^textgrad: Redis does not answer.*\n$/),
    })
    const wrong = await textgrad(...words, '--redis', 'http://here')
    expect(wrong).toMatchObject({ code: 2, err: expect.stringContaining('redis://host:port') })
  })
})
