import { once } from 'node:events'
import { request, type IncomingHttpHeaders } from 'node:http'
import { connect } from 'node:net'

import { beforeAll, afterAll, describe, expect, it } from 'vitest'

import { seenQueues } from '../queues.test.support.ts'
import { keep, newFile } from '../run.test.support.ts'
import { beginning, step } from '../told.test.support.ts'
import { startStudio, type Studio } from './start-studio.ts'

let studio: Studio
let id: string
beforeAll(async () => {
  const file = newFile()
  id = await keep(file, [...beginning(), ...step(1)])
  studio = await startStudio({ store: file, queues: async () => seenQueues() })
}, 60_000)
afterAll(() => studio[Symbol.asyncDispose]())

interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** Asks with the path and headers as they are: fetch would tidy them up. */
function ask(path: string, headers: Readonly<Record<string, string>> = {}, method = 'GET'): Promise<Answer> {
  const { hostname, port, host } = new URL(studio.address)
  return new Promise((resolve, reject) => {
    const asking = request({ hostname, port, path, method, headers: { host, ...headers } }, (answer) => {
      let body = ''
      answer.on('data', (chunk) => (body += String(chunk)))
      answer.on('end', () => resolve({ status: answer.statusCode!, headers: answer.headers, body }))
    })
    asking.on('error', reject)
    asking.end()
  })
}

/** Says these bytes to the studio; what it says before it closes the connection, or the beginning of that. */
async function said(bytes: string): Promise<string> {
  const { hostname, port } = new URL(studio.address)
  const socket = connect(Number(port), hostname)
  socket.write(bytes)
  const [first] = (await once(socket, 'data')) as [Buffer]
  socket.destroy()
  return first.toString('latin1')
}

const port = (): string => new URL(studio.address).port

describe('the studio', () => {
  it('answers its own pages, under a policy that runs nothing else', async () => {
    const page = await ask('/')
    expect(page.status).toBe(200)
    expect(page.headers['content-security-policy']).toMatch(/^default-src 'none'; script-src 'self'; /)
    expect(page.headers['x-content-type-options']).toBe('nosniff')
    expect(page.headers['access-control-allow-origin']).toBeUndefined()
    expect(page.body).not.toMatch(/<script>|onload=|style="/)
    expect(
      (await ask(`/api/runs/${id}`, { origin: studio.address, 'sec-fetch-site': 'same-origin' })).status,
    ).toBe(200)
    expect((await ask('/api/runs', { host: `localhost:${port()}` })).status).toBe(200)
    expect((await ask('/api/workers')).status).toBe(200)
  })

  it('draws structures in a page that runs its own program and reaches nobody', async () => {
    const { status, headers } = await ask('/structure', {
      'sec-fetch-site': 'same-origin',
      'sec-fetch-mode': 'navigate',
      'sec-fetch-dest': 'iframe',
    })
    expect(status).toBe(200)
    const policy = String(headers['content-security-policy'])
    expect(policy).toMatch(/^default-src 'none'; script-src 'sha256-[^']+'; /)
    expect(policy).toMatch(/sandbox allow-scripts$/)
    expect(policy).not.toMatch(/connect-src|unsafe-eval|script-src[^;]*'unsafe/)
    const foreign = {
      'sec-fetch-site': 'cross-site',
      'sec-fetch-mode': 'navigate',
      'sec-fetch-dest': 'iframe',
    }
    expect((await ask('/structure', foreign)).status).toBe(403)
  })

  it.each([
    'evil.example',
    'evil.example:PORT',
    '127.0.0.1',
    '127.0.0.1:1',
    'localhost',
    '127.0.0.1.evil.example:PORT',
    '0.0.0.0:PORT',
    'localhost:PORT.evil.example',
    '127.0.0.1:PORT@evil.example',
    '[::]:PORT',
  ])('is not reached by the name %s', async (host) => {
    for (const path of ['/', '/api/runs', '/api/workers', `/api/runs/${id}/live`])
      // What is no host at all is no request.
      expect([400, 421]).toContain((await ask(path, { host: host.replace('PORT', port()) })).status)
  })

  it.each([
    ['an address of another host', 'GET http://evil.example/api/runs HTTP/1.1', 'HOST'],
    ['an address of its own, by another name', 'GET http://HOST/api/runs HTTP/1.1', 'evil.example'],
    ['two hosts', 'GET /api/runs HTTP/1.1', 'HOST\r\nHost: evil.example'],
    ['two hosts, the other first', 'GET /api/runs HTTP/1.1', 'evil.example\r\nHost: HOST'],
    ['a host with a person', 'GET /api/runs HTTP/1.1', 'person@HOST'],
    ['a host with a path', 'GET /api/runs HTTP/1.1', 'HOST/x'],
    ['a host that ends in a dot', 'GET /api/runs HTTP/1.1', 'localhost.:PORT'],
    ['no host', 'GET /api/runs HTTP/1.0', undefined],
    ['a path of two slashes', 'GET //HOST/api/runs HTTP/1.1', 'evil.example'],
    ['two origins', 'GET /api/runs HTTP/1.1', 'HOST\r\nOrigin: http://HOST\r\nOrigin: http://evil.example'],
    ['an empty origin', 'GET /api/runs HTTP/1.1', 'HOST\r\nOrigin:'],
    [
      'the upgrade to a socket by another page',
      'GET /api/runs HTTP/1.1',
      'HOST\r\nOrigin: http://evil.example\r\nConnection: Upgrade\r\nUpgrade: websocket',
    ],
    ['two lengths', 'POST /api/runs HTTP/1.1', 'HOST\r\nContent-Length: 5\r\nTransfer-Encoding: chunked'],
  ])('refuses %s, as it comes', async (_name, line, host) => {
    const text = `${line}\r\n${host === undefined ? '' : `Host: ${host}\r\n`}\r\n`
    const filled = text.replaceAll('HOST', `127.0.0.1:${port()}`).replaceAll('PORT', port())
    expect(await said(filled)).toMatch(/^HTTP\/1\.1 (?:400|403|421) /)
  })

  it.each([
    'http://evil.example',
    'null',
    'https://127.0.0.1:PORT',
    'http://127.0.0.1:1',
    'http://localhost:PORT',
    'http://127.0.0.1:PORT.evil.example',
  ])('refuses the origin %s, for events as they come too', async (origin) => {
    for (const path of ['/api/runs', '/api/workers', `/api/runs/${id}/live?edition=1-0`])
      expect((await ask(path, { origin: origin.replace('PORT', port()) })).status).toBe(403)
  })

  it.each(['cross-site', 'same-site'])('refuses what a page of another site asks: %s', async (site) => {
    expect((await ask('/api/runs', { 'sec-fetch-site': site, 'sec-fetch-mode': 'cors' })).status).toBe(403)
    expect(
      (
        await ask('/api/runs', {
          'sec-fetch-site': site,
          'sec-fetch-mode': 'no-cors',
          'sec-fetch-dest': 'image',
        })
      ).status,
    ).toBe(403)
  })

  it.each([
    '/../package.json',
    '/..%2fpackage.json',
    '/%2e%2e/package.json',
    '/%2e%2e%2fpackage.json',
    '/%252e%252e%252fpackage.json',
    '/..%5cpackage.json',
    '/..\\package.json',
    '/....//package.json',
    '/assets/../../package.json',
    '/assets/..%2f..%2fpackage.json',
    '/%00/etc/passwd',
    '/index.html%00.js',
    '//etc/passwd',
    '/etc/passwd',
    '/%2fetc%2fpasswd',
    '/file:///etc/passwd',
    '/C:%5cWindows%5cwin.ini',
    '/%c0%ae%c0%ae/package.json',
    '/%uff0e%uff0e/package.json',
    '/api/runs/..%2f..%2fpackage.json',
    '/api/runs/%2e%2e/events/1',
    "/api/runs/'%20OR%201=1--",
    '/api/runs/%00',
    '/api/runs/ID/events/..%2f1',
    '/api/runs/ID/events/1e99',
    '/api/runs/ID/events/-1',
    '/api/runs/ID/events/1/text?at=/__proto__/constructor',
    '/api/runs/ID/events/1/text?at=../../etc/passwd',
    '/api/runs/ID/events/1/picture',
    '/api/runs/ID/steps/..',
  ])('has nothing at %s', async (path) => {
    const { status, body } = await ask(path.replace('ID', id))
    expect([400, 404]).toContain(status)
    expect(body).not.toMatch(/"name": "@textgrad|root:/)
  })

  it('takes nothing that changes something without the token', async () => {
    const token = new URL(studio.entry).searchParams.get('token')!
    const json = { 'content-type': 'application/json' }
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH'])
      expect((await ask('/api/runs', json, method)).status).toBe(403)
    expect(
      (await ask('/api/runs', { ...json, cookie: `textgrad-studio-${port()}=wrong` }, 'POST')).status,
    ).toBe(403)
    const entered = await ask(`/?token=${token}`)
    expect(entered.status).toBe(303)
    const [cookie] = entered.headers['set-cookie']!
    expect(cookie).toMatch(/HttpOnly; SameSite=Strict/)
    const held = { cookie: cookie!.split(';')[0]! }
    expect((await ask('/api/runs', held, 'POST')).status).toBe(415)
    // Who started this studio lets nothing be begun.
    expect((await ask('/api/runs', { ...held, ...json }, 'POST')).status).toBe(501)
    expect((await ask('/?token=wrong')).status).toBe(403)
  })
})

describe('a studio that other machines reach', () => {
  it('gives nothing to read without the token', async () => {
    const file = newFile()
    await keep(file, beginning())
    await using open = await startStudio({ store: file, host: '0.0.0.0', queues: async () => seenQueues() })
    const { port: own } = new URL(open.address)
    for (const path of ['/api/runs', '/api/workers'])
      expect((await fetch(`http://127.0.0.1:${own}${path}`)).status).toBe(403)
  })
})
