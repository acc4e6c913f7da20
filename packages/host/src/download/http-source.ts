import type { IncomingMessage } from 'node:http'

import { readRetryAfter } from '../failures/retry-after.ts'
import { redirected, shown, type Place } from './address.ts'
import { DownloadError } from './download-error.ts'
import { request, type Reply } from './request.ts'
import type { Delivery, Demand, Source } from './source.ts'

const mostRedirects = 5
const goneStatuses = new Set([404, 410])
/** Of those below 500, the ones that pass (RFC 9110, RFC 8470 and RFC 6585). */
const passingStatuses = new Set([408, 425, 429])

/** A file on a server. `stallAfter` is in milliseconds. */
export function httpSource(place: Place, stallAfter: number): Source {
  return {
    name: shown(place.url),
    async open(demand) {
      const part = await ask(place, demand, stallAfter)
      if (part) return part
      // It has another idea of the file than what was fetched so far.
      const whole = await ask(place, { ...demand, offset: 0 }, stallAfter)
      return whole!
    },
  }
}

/** Follows redirects. Undefined if the rest of the file can not be had alone. */
async function ask(start: Place, demand: Demand, stallAfter: number): Promise<Delivery | undefined> {
  let place = start
  for (let hops = 0; hops <= mostRedirects; hops++) {
    const reply = await request(place, { headers: headersFor(demand), stallAfter, signal: demand.signal })
    const { statusCode = 0, headers } = reply.message
    const isRedirect = statusCode >= 300 && statusCode < 400 && headers.location !== undefined
    if (!isRedirect) return deliveryOf(reply, place.url, demand.offset)
    reply[Symbol.dispose]()
    place = redirected(place, headers.location!)
  }
  throw new DownloadError(`${shown(start.url)}: more than ${mostRedirects} redirects`, { kind: 'refused' })
}

function headersFor({ offset, validator }: Demand): Record<string, string> {
  // What is compressed on the way has another length, and no part of it can be asked for.
  const headers = { 'accept-encoding': 'identity', 'user-agent': 'textgrad' }
  if (offset === 0) return headers
  return { ...headers, range: `bytes=${offset}-`, ...(validator !== undefined && { 'if-range': validator }) }
}

function deliveryOf(reply: Reply, url: URL, wanted: number): Delivery | undefined {
  const { statusCode: status = 0, headers } = reply.message
  const common = { ...reply, validator: validatorOf(reply.message) }
  if (status === 200) return { ...common, offset: 0, total: lengthOf(headers['content-length']) }
  if (wanted > 0 && status === 206) {
    const [, from, total] = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(headers['content-range'] ?? '') ?? []
    if (Number(from) === wanted) return { ...common, offset: wanted, total: lengthOf(total) }
  }
  reply[Symbol.dispose]()
  if (wanted > 0 && (status === 206 || status === 416)) return undefined
  throw answered(reply.message, url)
}

function answered({ statusCode: status = 0, headers }: IncomingMessage, url: URL): DownloadError {
  const message = `${shown(url)}: the server answers ${status}`
  if (goneStatuses.has(status)) return new DownloadError(message, { kind: 'missing' })
  return new DownloadError(message, {
    kind: 'status',
    retryable: status >= 500 || passingStatuses.has(status),
    retryAfter: readRetryAfter((name) => headers[name] as string | undefined),
  })
}

/** A strong validator, which If-Range needs (RFC 9110, section 13.1.5). */
function validatorOf({ headers: { etag } }: IncomingMessage): string | undefined {
  return etag !== undefined && /^"[\x21\x23-\x7e]*"$/.test(etag) ? etag : undefined
}

function lengthOf(written: string | undefined): number | undefined {
  return written !== undefined && /^\d{1,15}$/.test(written) ? Number(written) : undefined
}
