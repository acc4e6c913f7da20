import { createGzip } from 'node:zlib'

import { drained } from '../replies/drained.ts'
import { sendBytes, type Headers } from '../replies/send.ts'
import type { Exchange } from '../requests/exchange.ts'
import { sleep } from '../sleep.ts'
import type { Fault } from './fault-rules.ts'

/** A reply that is ready to be sent. */
interface Ready {
  readonly exchange: Exchange
  readonly fault: Fault
  readonly json: string
  readonly headers: Headers
}

const html = '<!doctype html><html><body><form>Please sign in to the network</form></body></html>'
const badUtf8 = Buffer.from([0xff, 0xfe, 0xc3, 0x28, 0xe2, 0x82])
const hostileKeys = '{"__proto__":{"polluted":"yes"},"constructor":{"prototype":{"polluted":"yes"}},'

/** How each fault of the 'wire' stage sends a reply. */
export const wireFaults: Readonly<Record<string, (ready: Ready) => Promise<void> | void>> = {
  hang_headers: hangAfterHeaders,
  reset_mid: (ready) => breakInTheMiddle(ready),
  short_body: (ready) => breakInTheMiddle(ready),
  drip,
  gzip_bomb: gzipBomb,
  html_200: (ready) => send(ready, html, 'text/html'),
  wrong_type: (ready) => send(ready, ready.json, 'text/plain'),
  cut_json: (ready) => send(ready, ready.json.slice(0, Math.floor(ready.json.length * 0.6))),
  empty_body: (ready) => send(ready, ''),
  json_null: (ready) => send(ready, 'null'),
  json_array: (ready) => send(ready, '[]'),
  bom: (ready) => send(ready, `\ufeff${ready.json}`),
  invalid_utf8: (ready) => {
    const bytes = Buffer.from(ready.json)
    const at = ready.json.indexOf('"content":"') + 14
    send(ready, Buffer.concat([bytes.subarray(0, at), badUtf8, bytes.subarray(at)]))
  },
  proto_key: (ready) => send(ready, ready.json.replace(/^\{/, hostileKeys)),
  deep_json: (ready) => {
    const depth = ready.fault.depth ?? 100_000
    send(ready, ready.json.replace(/\}$/, `,"extra":${'['.repeat(depth)}${']'.repeat(depth)}}`))
  },
}

function send({ exchange, headers }: Ready, body: string | Buffer, type = 'application/json'): void {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body
  sendBytes(exchange.response, bytes, { headers: { ...headers, 'content-type': type } })
}

async function hangAfterHeaders({ exchange, fault, json, headers }: Ready): Promise<void> {
  const { response } = exchange
  exchange.breakOff()
  response.writeHead(200, { ...headers, 'content-length': Buffer.byteLength(json) })
  response.flushHeaders()
  if (!fault.ms) return
  await sleep(fault.ms, exchange.gone)
  response.socket?.resetAndDestroy()
}

async function breakInTheMiddle({ exchange, fault, json, headers }: Ready): Promise<void> {
  const { response } = exchange
  exchange.breakOff()
  const bytes = Buffer.from(json)
  response.writeHead(200, { ...headers, 'content-length': bytes.length })
  response.write(bytes.subarray(0, Math.floor(bytes.length / 2)))
  await sleep(fault.ms ?? 20)
  if (fault.kind === 'reset_mid') response.socket?.resetAndDestroy()
  else response.socket?.destroy()
}

async function drip({ exchange, fault, json, headers }: Ready): Promise<void> {
  const { response } = exchange
  const bytes = Buffer.from(json)
  const step = fault.bytes ?? 16
  response.writeHead(200, { ...headers, 'content-length': bytes.length })
  for (let at = 0; at + step < bytes.length && !response.destroyed; at += step) {
    response.write(bytes.subarray(at, at + step))
    if (!(await sleep(fault.ms ?? 50, exchange.gone))) return
  }
  if (!response.destroyed) response.end(bytes.subarray((Math.ceil(bytes.length / step) - 1) * step))
}

/** Half a gigabyte of blanks before the reply, of which next to nothing travels. */
async function gzipBomb({ exchange, fault, json, headers }: Ready): Promise<void> {
  const { response } = exchange
  const gzip = createGzip({ level: 9 })
  response.writeHead(200, { ...headers, 'content-encoding': 'gzip' })
  gzip.on('error', () => {})
  response.on('close', () => gzip.destroy())
  gzip.pipe(response)
  const blank = Buffer.alloc(1024 * 1024, ' ')
  const total = fault.bytes ?? 512 * 1024 * 1024
  for (let sent = 0; sent < total && !response.destroyed; sent += blank.length) {
    if (!gzip.write(blank)) await drained(gzip, response)
  }
  gzip.end(json)
}
