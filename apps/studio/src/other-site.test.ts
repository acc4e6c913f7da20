import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

import { openStore, type DurableRun, type Store } from '@textgrad/runs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { hasBrowser, look } from './browser.test.support.ts'
import { newFile } from './run.test.support.ts'
import { startStudio, type Studio } from './server/start-studio.ts'
import { beginning, everyKind, step } from './told.test.support.ts'

/** What a page of others may try: each says 'refused', or what it got. */
const tries = (studio: string, run: string): string => {
  const api = `${studio}/api/runs`
  const note = `{ method: 'POST', credentials: 'include', mode: 'no-cors', body: '{"step":0,"text":"forged"}'`
  return `Promise.all([
    () => fetch('${api}', { credentials: 'include' }).then((answer) => answer.text()),
    () => fetch('${api}', { credentials: 'include', mode: 'no-cors' }).then((answer) => { if (answer.status === 0) throw new Error('unread') }),
    () => fetch('${api}/${run}/notes', ${note}, headers: { 'content-type': 'text/plain' } }).then((answer) => { if (answer.status === 0) throw new Error('unread') }),
    () => fetch('${api}/${run}/notes', ${note} }).then((answer) => { if (answer.status === 0) throw new Error('unread') }),
    () => fetch('${api}/${run}', { method: 'DELETE', credentials: 'include', headers: { 'content-type': 'application/json' } }),
    () => navigator.sendBeacon('${api}/${run}/pause', '{}') && Promise.reject(new Error('sent')),
    () => new Promise((told, failed) => {
      const source = new EventSource('${api}/${run}/live', { withCredentials: true })
      source.onerror = () => { source.close(); failed(new Error('closed')) }
      for (const name of ['begin', 'rows', 'following', 'message']) source.addEventListener(name, () => told('heard ' + name))
    }),
    () => new Promise((told, failed) => Object.assign(new Image(), { onload: () => told('seen'), onerror: failed, src: '${api}/${run}/events/8/picture' })),
    () => new Promise((told, failed) => {
      const script = document.createElement('script')
      Object.assign(script, { onload: () => told('run'), onerror: failed, src: '${api}' })
      document.body.append(script)
    }),
    () => new Promise((told, failed) => new WebSocket('${studio.replace('http', 'ws')}/api/runs/${run}/live').onerror = failed),
  ].map((one) => one().then((got) => 'got ' + got, () => 'refused')))`
}

// The person has the studio open in the same browser: its cookie is there.
describe.skipIf(!hasBrowser)('a page of another site in the same browser', { timeout: 300_000 }, () => {
  let store: Store
  let run: DurableRun
  let studio: Studio
  const others = createServer((_, response) => {
    response.setHeader('content-type', 'text/html')
    response.end('<!doctype html><title>other</title><body></body>')
  })
  beforeAll(async () => {
    const file = newFile()
    store = await openStore(file)
    run = await store.start({ task: 'test' })
    for (const event of [...beginning(), ...step(1, { artifacts: everyKind })]) await run.emit(event)
    studio = await startStudio({ store: file })
    others.listen(0)
    await once(others, 'listening')
  }, 60_000)
  afterAll(async () => {
    others.close()
    await studio?.[Symbol.asyncDispose]()
    await run?.[Symbol.asyncDispose]()
    await store?.[Symbol.asyncDispose]()
  })

  // To a browser another port of the same host is the same site, which gets the cookie.
  it.each(['localhost', '127.0.0.1'])('reads, hears and changes nothing: %s', async (host) => {
    const { page } = await look(studio.entry)
    const [cookie] = await page.context().cookies(studio.address)
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict' })
    expect(page.url()).not.toContain('token')
    await page.goto(`http://${host}:${(others.address() as AddressInfo).port}/`)
    const got = await page.evaluate<readonly string[]>(tries(studio.address, run.id))
    expect(got).toEqual(Array.from({ length: 10 }, () => 'refused'))
    await page.evaluate(`(() => {
      const frame = Object.assign(document.createElement('iframe'), { src: '${studio.address}/' })
      const form = Object.assign(document.createElement('form'),
        { method: 'post', action: '${studio.address}/api/runs/${run.id}/pause', target: 'into', enctype: 'text/plain' })
      const into = Object.assign(document.createElement('iframe'), { name: 'into' })
      document.body.append(frame, into, form)
      form.submit()
      return Promise.all([frame, into].map((one) => new Promise((then) => (one.onload = then))))
    })()`)
    for (const frame of page.frames().slice(1)) expect(await frame.locator('.brand').count()).toBe(0)
    expect(await store.said(run.id)).toEqual([])
    expect(run.people.pause.aborted).toBe(false)
  })

  it('has no hold of a studio that it opens', async () => {
    const { page } = await look(studio.entry)
    await page.goto(`http://localhost:${(others.address() as AddressInfo).port}/`)
    const [opened] = await Promise.all([
      page.context().waitForEvent('page'),
      page.evaluate(`(window.studio = open('${studio.address}/')) && undefined`),
    ])
    await opened.getByRole('heading', { name: 'Runs' }).waitFor()
    expect(await opened.evaluate('opener')).toBeNull()
    // The browser tells the page that opened it, in another process, when it has gone there.
    await expect.poll(() => page.evaluate('window.studio.closed'), { timeout: 60_000 }).toBe(true)
  })
})
