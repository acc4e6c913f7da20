import { sendBytes, sendError } from '../replies/send.ts'
import type { Exchange } from '../requests/exchange.ts'
import type { Admission } from '../requests/limits.ts'
import { sleep } from '../sleep.ts'
import type { Fault } from './fault-rules.ts'

/** Refuses a request that a limit does not let in. */
export function refuse(exchange: Exchange, model: string, { which, waitMs }: Refusal): void {
  const { headers, record, response, simulation } = exchange
  record.fault ??= `limit_${which}`
  const { retryAfter } = simulation.config
  if (retryAfter !== 'none') headers['retry-after'] = String(Math.max(1, Math.ceil(waitMs / 1000)))
  if (retryAfter === 'exact') headers['retry-after-ms'] = String(Math.ceil(waitMs))
  const wait = (waitMs / 1000).toFixed(3)
  const message = `Rate limit reached for ${model} on ${which}. Please try again in ${wait}s.`
  sendError(response, { status: 429, type: which, code: 'rate_limit_exceeded', message }, headers)
}

interface Refusal {
  readonly which: Admission['which'] | 'concurrency'
  readonly waitMs: number
}

/** Does what a fault of the 'pre' stage does instead of answering. */
export async function fail(exchange: Exchange, fault: Fault, model: string): Promise<void> {
  if (fault.paid) exchange.pay(exchange.simulation.config.replyTokens)
  if (fault.conn === undefined) return failWithError(exchange, fault, model)
  const { record, response } = exchange
  exchange.spoil()
  if (fault.conn === 'hang') {
    if (!fault.ms) return
    await sleep(fault.ms, exchange.gone)
    if (response.destroyed) return
  }
  record.status = 0
  if (fault.conn === 'close') response.socket?.destroy()
  else response.socket?.resetAndDestroy()
}

function failWithError(exchange: Exchange, fault: Fault, model: string): void {
  const { response, headers } = exchange
  const { status = 500, type = '', code = null } = fault
  addRetryHeaders(headers, fault)
  if (fault.body === 'html') {
    const title = `<html><head><title>${status}</title></head>`
    const page = `${title}<body><center><h1>${status}</h1></center><hr></body></html>`
    response.writeHead(status, { ...headers, 'content-type': 'text/html' }).end(page)
  } else if (fault.body === 'empty') {
    sendBytes(response, Buffer.alloc(0), { status, headers })
  } else if (fault.body === 'text') {
    const text = 'upstream connect error or disconnect/reset before headers'
    response.writeHead(status, { ...headers, 'content-type': 'application/json' }).end(text)
  } else {
    const message = (fault.message ?? '')
      .replace('${key}', () => exchange.key)
      .replace('${model}', () => model)
    sendError(response, { status, type, code, message }, headers)
  }
}

function addRetryHeaders(headers: Record<string, string>, fault: Fault): void {
  const { retryAfter, retryAfterMs, shouldRetry, ms = 2000 } = fault
  if (retryAfter === 'date') headers['retry-after'] = new Date(Date.now() + ms).toUTCString()
  else if (retryAfter !== undefined) headers['retry-after'] = String(retryAfter)
  if (retryAfterMs !== undefined) headers['retry-after-ms'] = String(retryAfterMs)
  if (shouldRetry !== undefined) headers['x-should-retry'] = String(shouldRetry)
}
