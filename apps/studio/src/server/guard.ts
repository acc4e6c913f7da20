import { timingSafeEqual } from 'node:crypto'

import { getConnInfo } from '@hono/node-server/conninfo'
import type { Context, MiddlewareHandler } from 'hono'

import { isLoopback } from './loopback.ts'

export interface Allowed {
  /** The hosts by which the studio may be asked: `127.0.0.1:4400`. */
  readonly hosts: ReadonlySet<string>
  /** Proves that a request comes from who started the studio. */
  readonly token: string
  /** Each of them stands for the token once: what is in an address that others may see. */
  readonly tickets: Set<string>
  /** Whether reading needs the token, too: where other machines reach the studio. */
  readonly isPrivate: boolean
}

/** Browsers give a cookie to every port of a host: each studio has one of its own. */
const cookieOf = (c: Context): string => `textgrad-studio-${new URL(c.req.url).port || '80'}`

/** What a page may load and do: nothing but what this server gives it. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  // What is drawn in three dimensions has a page, a policy and no origin of its own.
  "frame-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ')

const headers: Readonly<Record<string, string>> = {
  'Content-Security-Policy': policy,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'X-Frame-Options': 'DENY',
}

/**
 * Refuses what does not come from the studio's own pages: another Host (DNS rebinding) with 421, another Origin or site
 * with 403, and what is to change something, or to be read from other machines, without the token.
 */
export function guard(allowed: Allowed): MiddlewareHandler {
  return async (c, next) => {
    const refused = refusal(c, allowed)
    if (refused) c.res = refused
    else await next()
    for (const [name, value] of Object.entries(headers))
      if (!c.res.headers.has(name)) c.res.headers.set(name, value)
    if (!c.res.headers.has('Cache-Control')) c.res.headers.set('Cache-Control', 'no-store')
  }
}

function refusal(c: Context, allowed: Allowed): Response | undefined {
  return ofForeigner(c, allowed) ?? ofStranger(c, allowed)
}

/** What comes from elsewhere than a page of the studio. */
function ofForeigner(c: Context, { hosts }: Allowed): Response | undefined {
  const host = c.req.header('host')?.toLowerCase() ?? ''
  // A request may name its host in its address, too: 'GET http://evil.example/ HTTP/1.1'.
  const isKnown = hosts.has(host) && hosts.has(new URL(c.req.url).host)
  if (!isKnown) return c.text('This studio is not reached by that name', 421)
  const origin = c.req.header('origin')
  if (origin !== undefined && origin !== `http://${host}`) return c.text('Another origin may not ask', 403)
  const site = c.req.header('sec-fetch-site') ?? 'none'
  const isPage =
    c.req.header('sec-fetch-mode') === 'navigate' && c.req.header('sec-fetch-dest') === 'document'
  if (site !== 'same-origin' && site !== 'none' && !isPage) return c.text('Another site may not ask', 403)
  return undefined
}

/** What comes from whom the studio did not give its token, where that is needed. */
function ofStranger(c: Context, allowed: Allowed): Response | undefined {
  const { token, isPrivate } = allowed
  const isRead = c.req.method === 'GET' || c.req.method === 'HEAD'
  const given = c.req.query('token')
  if (isRead && c.req.path === '/' && given !== undefined) return enter(c, given, allowed)
  if (isRead && !isPrivate) return undefined
  if (!isSame(tokenOf(c), token)) return c.text('Open the studio by the address that it printed', 403)
  return isRead ? undefined : ofWriter(c)
}

/** What is to change something, by who has the token. */
function ofWriter(c: Context): Response | undefined {
  // The way from there is open to whoever listens: what they read is one thing, what runs here and is paid another.
  if (!isFromHere(c)) return c.text('Other machines may read and change nothing', 403)
  const isJson = /^application\/json(?:;|$)/.test(c.req.header('content-type') ?? '')
  return isJson ? undefined : c.text('Only JSON is taken', 415)
}

/** The token moves from the address into a cookie that no script reads and no other site makes a browser send. */
function enter(c: Context, given: string, { token, tickets }: Allowed): Response {
  if (!tickets.delete(given) && !isSame(given, token))
    return c.text('The token in this address is used up, or not the one of this studio', 403)
  c.header('Set-Cookie', `${cookieOf(c)}=${token}; HttpOnly; SameSite=Strict; Path=/`)
  return c.redirect('/', 303)
}

function tokenOf(c: Context): string {
  const pairs = (c.req.header('cookie') ?? '').split(';').map((pair) => pair.trim())
  const start = `${cookieOf(c)}=`
  return pairs.find((pair) => pair.startsWith(start))?.slice(start.length) ?? ''
}

function isFromHere(c: Context): boolean {
  return isLoopback((getConnInfo(c).remote.address ?? '').replace(/^::ffff:/, ''))
}

function isSame(given: string, token: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(token)]
  return a.length === b.length && timingSafeEqual(a, b)
}
