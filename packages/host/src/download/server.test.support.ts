import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

import { random } from '@textgrad/core'

/** How one request is served otherwise than well. */
export interface Fault {
  /** The connection is cut after so many bytes of the body. */
  readonly cut?: number
  /** Nothing comes after so many bytes of the body. */
  readonly stall?: number
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly content?: Buffer
  readonly ignoresRange?: boolean
  /** The body ends with the connection, and its length is not told. */
  readonly isUnmeasured?: boolean
  /** Pieces of so many bytes, one a millisecond. */
  readonly slowly?: number
}

export interface Asked {
  readonly path: string
  readonly range: string | undefined
  readonly ifRange: string | undefined
  readonly authorization: string | undefined
}

/** A server of files, with ETags and ranges, whose faults `fault` decides by how many requests came before. */
export async function fileServer(
  files: Readonly<Record<string, Buffer>>,
  fault: (count: number, asked: Asked) => Fault = () => ({}),
) {
  const asked: Asked[] = []
  const server = createServer((request, response) => {
    const one = askedOf(request)
    asked.push(one)
    const how = fault(asked.length - 1, one)
    const content = how.content ?? files[one.path.slice(1)]
    if (content === undefined) response.writeHead(404).end()
    else serve(content, { one, how, response })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    asked,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function askedOf({ url = '', headers }: IncomingMessage): Asked {
  const { range, authorization } = headers
  return {
    path: decodeURIComponent(url.split('?')[0]!),
    range,
    ifRange: headers['if-range'] as string | undefined,
    authorization,
  }
}

function serve(
  content: Buffer,
  { one, how, response }: { one: Asked; how: Fault; response: ServerResponse },
): void {
  const etag = `"${sha256(content).slice(0, 8)}"`
  const isCurrent = one.ifRange === undefined || one.ifRange === etag
  const start = how.ignoresRange || !isCurrent ? 0 : Number(one.range?.slice('bytes='.length, -1) ?? 0)
  if (start > content.length) {
    response.writeHead(416).end()
    return
  }
  const body = content.subarray(start)
  response.useChunkedEncodingByDefault = false
  response.writeHead(how.status ?? (start > 0 ? 206 : 200), {
    etag,
    ...(how.isUnmeasured ? { connection: 'close' } : { 'content-length': body.length }),
    ...(start > 0 && { 'content-range': `bytes ${start}-${content.length - 1}/${content.length}` }),
    ...how.headers,
  })
  send(body, how, response)
}

function send(body: Buffer, { cut, stall, slowly }: Fault, response: ServerResponse): void {
  if (cut !== undefined) response.write(body.subarray(0, cut), () => response.socket?.end())
  else if (stall !== undefined) response.write(body.subarray(0, stall))
  else if (slowly !== undefined) drip(body, slowly, response)
  else response.end(body)
}

function drip(body: Buffer, size: number, response: ServerResponse): void {
  let at = 0
  const timer = setInterval(() => {
    response.write(body.subarray(at, (at += size)))
    if (at < body.length) return
    clearInterval(timer)
    response.end()
  }, 1)
  response.once('close', () => clearInterval(timer))
}

export function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** Bytes that follow from a seed. */
export function randomBytes(seed: number, length: number): Buffer {
  const { integer } = random(seed, 'bytes')
  return Buffer.from(Array.from({ length }, () => integer(256)))
}
