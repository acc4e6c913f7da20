import type { RateLimit, RateLimits } from '@textgrad/core'

import { given } from './given.ts'

/** What a provider tells of its limits in the headers of a reply, as OpenAI names them; undefined where it is nothing. */
export function rateLimitsOf(headers: Headers): RateLimits | undefined {
  const limits = given({ requests: limitOf('requests', headers), tokens: limitOf('tokens', headers) })
  return Object.keys(limits).length === 0 ? undefined : limits
}

function limitOf(kind: string, headers: Headers): RateLimit | undefined {
  const read = (what: string): string => headers.get(`x-ratelimit-${what}-${kind}`)?.trim() ?? ''
  const limit = countOf(read('limit'))
  const remaining = countOf(read('remaining'))
  if (limit === undefined || remaining === undefined || limit === 0) return undefined
  return { limit, remaining, ...given({ resetAfter: durationOf(read('reset')) }) }
}

function countOf(text: string): number | undefined {
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined
}

const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** Milliseconds of a time such as `1s`, `6m0s`, `8.64s`, `120ms` or, in seconds, `12`. */
function durationOf(text: string): number | undefined {
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000
  if (!/^(\d+(\.\d+)?(ms|[smhd]))+$/.test(text)) return undefined
  const parts = text.matchAll(/(\d+(?:\.\d+)?)(ms|[smhd])/g)
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * units[unit!]!, 0)
}
