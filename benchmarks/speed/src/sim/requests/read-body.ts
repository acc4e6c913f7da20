import type { IncomingMessage } from 'node:http'

import type { Fields } from '../json.ts'
import type { Problem } from '../replies/send.ts'

type Read = { readonly body: Fields } | { readonly problem: Problem }

/** The JSON object that a request brings (`none` where it brings nothing), or what is wrong with it. */
export async function readBody(request: IncomingMessage, maxBytes: number, none = ''): Promise<Read> {
  const text = await readText(request, maxBytes)
  return text === undefined ? problem(413, 'request body too large') : bodyOf(text || none)
}

/** Undefined where it is longer than that: what is too much is read, so that it can be answered, but not kept. */
async function readText(request: IncomingMessage, maxBytes: number): Promise<string | undefined> {
  const pieces: Buffer[] = []
  let length = 0
  for await (const piece of request as AsyncIterable<Buffer>) {
    length += piece.length
    if (length <= maxBytes) pieces.push(piece)
  }
  return length <= maxBytes ? Buffer.concat(pieces).toString('utf8') : undefined
}

function bodyOf(text: string): Read {
  try {
    const body: unknown = JSON.parse(text)
    if (body !== null && typeof body === 'object' && !Array.isArray(body)) return { body: body as Fields }
    return problem(400, 'body must be a JSON object')
  } catch (error) {
    return problem(400, (error as Error).message)
  }
}

function problem(status: number, message: string): Read {
  const text = `could not read the request: ${message}`
  return { problem: { status, type: 'invalid_request_error', code: null, message: text } }
}
