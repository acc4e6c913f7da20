import { networkInterfaces } from 'node:os'

import { openStore, openStoreToRead, type DurableRun, type Store } from '@textgrad/runs'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'

import type { Order, Talk } from '../model/orders.ts'
import { keep, newFile } from '../run.test.support.ts'
import { beginning, step } from '../told.test.support.ts'
import { askAs, type Asked } from './asked.test.support.ts'
import { startStudio, type Studio } from './start-studio.ts'
import { Refused, type Workshop } from './workshop.ts'

const begun: Order[] = []
/** Writes down what was ordered; the true one is tested where there are tasks. */
const workshop: Workshop = {
  forms: { tasks: [], limits: { title: 'Limits', isOpen: true, fields: [] }, folder: '/' },
  check: async () => ({ command: 'textgrad run x', problems: [] }),
  async begin(order) {
    if ('wrong' in order.values) throw new Refused([{ field: 'wrong', message: 'It is wrong' }])
    begun.push(order)
    return 'begun'
  },
}

let studio: Studio
let file: string
/** A run that is over, and one that this process works on. */
let over: string
let store: Store
let running: DurableRun
beforeAll(async () => {
  file = newFile()
  over = await keep(file, [...beginning(), ...step(1)])
  store = await openStore(file)
  running = await store.start({ task: 'test' })
  studio = await startStudio({ store: file, workshop })
}, 60_000)
beforeEach(() => {
  begun.length = 0
})
afterAll(async () => {
  await studio[Symbol.asyncDispose]()
  await running[Symbol.asyncDispose]()
  await store[Symbol.asyncDispose]()
})

interface Asking extends Partial<Asked> {
  readonly path: string
}

/** Asks as a page of the studio does, except for what is said otherwise. */
function ask({ path, ...asking }: Asking) {
  const named = path.replaceAll('OVER', over).replaceAll('RUNNING', running.id)
  return askAs({ to: studio.address, entry: studio.entry, path: named, ...asking })
}

/** For a machine that has more to do. */
const patiently = { timeout: 60_000 }

const talk = async (id: string): Promise<Talk> =>
  (await (await fetch(`${studio.address}/api/runs/${id}/talk`)).json()) as Talk

const run = { path: '/api/runs', body: '{"task":"molecules","values":{"start":"CCO"}}' }
const pause = { path: '/api/runs/RUNNING/pause' }
const stop = { path: '/api/runs/RUNNING', method: 'DELETE' }
const note = { path: '/api/runs/OVER/notes', body: '{"step":1,"text":"odd"}' }

describe('a request that a page of the studio did not send', () => {
  /** What each of them is sent with. */
  const forged: readonly (readonly [string, Asking['headers']])[] = [
    ['without the token', { cookie: undefined }],
    ['with another token', { cookie: 'textgrad-studio-PORT=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' }],
    ['with an empty token', { cookie: 'textgrad-studio-PORT=' }],
    ['with the token of another name', { cookie: 'xtextgrad-studio-PORT=TOKEN' }],
    ['with the cookie of another studio', { cookie: 'textgrad-studio-1=TOKEN' }],
    ['with the token as authorization', { cookie: undefined, authorization: 'Bearer TOKEN' }],
    ['with the token as a header', { cookie: undefined, 'x-csrf-token': 'TOKEN' }],
    ['from another origin', { origin: 'http://evil.example' }],
    ['from no origin', { origin: 'null' }],
    ['from another port', { origin: 'http://127.0.0.1:1' }],
    ['over another protocol', { origin: 'https://127.0.0.1' }],
    ['from a name that ends alike', { origin: 'http://127.0.0.1.evil.example' }],
    ['from another site', { 'sec-fetch-site': 'cross-site' }],
    ['from a sister site', { 'sec-fetch-site': 'same-site' }],
    ['as a navigation of another site', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }],
    ['by another name', { host: 'evil.example' }],
    ['by another name with the port', { host: 'evil.example:PORT' }],
    ['by any address', { host: '0.0.0.0:PORT' }],
    ['by a name that begins alike', { host: '127.0.0.1.evil.example:PORT' }],
    ['as a form', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['as a form with files', { 'content-type': 'multipart/form-data; boundary=x' }],
    ['as plain text', { 'content-type': 'text/plain' }],
    ['as plain text that says JSON', { 'content-type': 'text/plain; application/json' }],
    ['as another JSON', { 'content-type': 'text/json' }],
    ['as a patch', { 'content-type': 'application/json-patch+json' }],
    ['as nothing', { 'content-type': undefined }],
    ['as two types', { 'content-type': 'text/plain, application/json' }],
  ]

  it.each(forged)('changes nothing %s', async (_name, headers = {}) => {
    const { port } = new URL(studio.address)
    const filled = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, value?.replace('PORT', port)]),
    )
    for (const asking of [run, pause, stop, note])
      expect([400, 403, 415, 421]).toContain((await ask({ ...asking, headers: filled })).status)
    expect(begun).toEqual([])
    expect(running.people.pause.aborted).toBe(false)
    expect(await talk(over)).toMatchObject({ notes: [] })
  })

  it.each([
    ['GET', '/api/runs/RUNNING/pause'],
    ['GET', '/api/runs/RUNNING?_method=DELETE'],
    ['HEAD', '/api/runs/RUNNING/pause'],
    ['OPTIONS', '/api/runs/RUNNING/pause'],
    ['PUT', '/api/runs/RUNNING/pause'],
    ['PATCH', '/api/runs/RUNNING'],
    ['POST', '/api/runs/RUNNING?_method=DELETE'],
    ['POST', '/api/runs/..%2fRUNNING/pause'],
    ['POST', '/api/runs/%2e%2e/RUNNING/pause'],
    ['POST', '/api/runs/RUNNING%00/pause'],
    ['POST', '/api/runs/RUNNING/../RUNNING/pause%2f..'],
    ['POST', '/api/runs/RUNNING;/pause'],
    ['POST', "/api/runs/'%20OR%201=1--/pause"],
    ['POST', '/api/runs/*/pause'],
    ['POST', '/api/runs//pause'],
    ['POST', '/api/runs/%252e%252e%252fRUNNING/pause'],
    ['POST', '/api/runs/%c0%ae%c0%ae/pause'],
    ['POST', '/api/runs/__proto__/pause'],
    ['POST', '/api//runs/RUNNING/pause'],
    ['DELETE', '/api/runs/..%2fRUNNING'],
    ['DELETE', '/api/runs'],
    ['DELETE', '/api/runs/OVER/notes/..'],
    ['DELETE', '/api/runs/OVER/notes/1e1'],
    ['POST', '/api/runs/RUNNING/delete'],
    ['POST', '/?token=TOKEN'],
  ])('%s %s does nothing', async (method, path) => {
    const { status } = await ask({ method, path, headers: { 'x-http-method-override': 'DELETE' } })
    expect(status).toBeGreaterThanOrEqual(method === 'GET' && path.includes('?') ? 200 : 400)
    expect(running.people.pause.aborted).toBe(false)
    expect(await talk(running.id)).toMatchObject({ asked: null })
  })

  it.each([
    ['/api/runs', ''],
    ['/api/runs', '[]'],
    ['/api/runs', '"run"'],
    ['/api/runs', '{'],
    ['/api/runs', '['.repeat(100_000)],
    ['/api/runs', '{"task":7}'],
    ['/api/runs', '{"task":"molecules","values":[]}'],
    ['/api/runs', '{"task":"molecules","values":{"start":{"a":1}}}'],
    ['/api/runs', '{"task":"molecules","values":{"start":[["a"]]}}'],
    ['/api/runs', '{"do":"shell","task":"molecules"}'],
    ['/api/runs', '{"do":"resume","run":"nowhere"}'],
    ['/api/runs/OVER/notes', '{"step":-1,"text":"a"}'],
    ['/api/runs/OVER/notes', '{"step":"1","text":"a"}'],
    ['/api/runs/OVER/notes', '{"step":1e99,"text":"a"}'],
    ['/api/runs/OVER/notes', '{"step":1,"text":"  "}'],
    ['/api/runs/OVER/answers', '{"question":1,"text":"a"}'],
    ['/api/runs/OVER/pause', '{}'],
  ])('%s refuses %s', async (path, body) => {
    expect([400, 404, 409]).toContain((await ask({ path, body })).status)
    expect(begun).toEqual([])
  })

  it('takes no more than it says, told before or not', async () => {
    const body = `{"task":"${'x'.repeat(300_000)}"}`
    const untold = { 'content-length': undefined, 'transfer-encoding': 'chunked' }
    for (const headers of [{}, untold]) {
      // Who goes on sending may be cut off before the answer is read.
      const answer = ask({ ...run, body, headers }).then(({ status }) => status)
      expect([413, 'cut off']).toContain(await answer.catch(() => 'cut off'))
    }
    expect(begun).toEqual([])
  })
})

describe('a request of a page', () => {
  it('begins, resumes and forks, by the id of the run', async () => {
    expect(await ask(run)).toEqual({ status: 201, body: '{"run":"begun"}' })
    expect((await ask({ path: '/api/runs/OVER/resume', body: '{"values":{"steps":"5"}}' })).status).toBe(201)
    expect((await ask({ path: '/api/runs/OVER/fork', body: '{"values":{"at-step":"1"}}' })).status).toBe(201)
    expect(begun).toEqual([
      { do: 'run', task: 'molecules', values: { start: 'CCO' } },
      { do: 'resume', run: over, values: { steps: '5' } },
      { do: 'fork', run: over, values: { 'at-step': '1' } },
    ])
    const refused = await ask({ ...run, body: '{"task":"molecules","values":{"wrong":true}}' })
    expect(refused.status).toBe(422)
    expect(JSON.parse(refused.body)).toEqual({
      error: 'It is wrong',
      problems: [{ field: 'wrong', message: 'It is wrong' }],
    })
  })

  it('keeps notes beside the log, and takes them back', async () => {
    const log = async () => {
      await using reader = await openStoreToRead(file)
      return await Array.fromAsync(reader.read(over))
    }
    const before = await log()
    const { number } = JSON.parse((await ask(note)).body) as { number: number }
    expect((await talk(over)).notes).toMatchObject([{ number, step: 1, text: 'odd' }])
    expect(await log()).toEqual(before)
    const other = { path: `/api/runs/RUNNING/notes/${number}`, method: 'DELETE' }
    expect((await ask(other)).status).toBe(409)
    expect((await ask({ ...other, path: `/api/runs/OVER/notes/${number}` })).status).toBe(200)
    expect((await talk(over)).notes).toEqual([])
  })

  it('answers what a run asks, and pauses and stops it', async () => {
    const asked = running.people.ask('Well?', { step: 2 })
    await expect
      .poll(() => talk(running.id), patiently)
      .toMatchObject({ question: { step: 2, text: 'Well?' } })
    const { question } = await talk(running.id)
    const answer = { path: '/api/runs/RUNNING/answers', body: `{"question":${question!.number},"text":"so"}` }
    expect((await ask(answer)).status).toBe(201)
    expect(await asked).toBe('so')
    expect((await ask(answer)).status).toBe(409)
    expect((await ask(pause)).status).toBe(202)
    await expect.poll(() => running.people.pause.aborted, patiently).toBe(true)
    expect((await talk(running.id)).asked).toMatchObject({ kind: 'pause' })
    expect(running.people.stop.aborted).toBe(false)
    expect((await ask(stop)).status).toBe(202)
    await expect.poll(() => running.people.stop.aborted, patiently).toBe(true)
  })
})

const address = Object.values(networkInterfaces())
  .flat()
  .find((one) => one && !one.internal && one.family === 'IPv4')?.address

describe.skipIf(address === undefined)('a studio that other machines reach', () => {
  it('lets them read with the token, and change nothing', async () => {
    await using open = await startStudio({ store: file, host: '0.0.0.0', workshop })
    const token = new URL(open.entry).searchParams.get('token')!
    const to = `http://${address}:${new URL(open.address).port}`
    const headers = { cookie: `textgrad-studio-${new URL(to).port}=${token}` }
    expect((await ask({ method: 'GET', path: '/api/runs', headers, to })).status).toBe(200)
    expect(await ask({ ...run, headers, to })).toEqual({
      status: 403,
      body: 'Other machines may read and change nothing',
    })
    expect(begun).toEqual([])
  })
})
