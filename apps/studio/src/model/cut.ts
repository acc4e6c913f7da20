import type { Json } from '@textgrad/core'

import type { WireText } from './wire.ts'

/** How many characters of a text are sent before it is asked for. */
export const limits = { overview: 4000, detail: 100_000 } as const

/** A text as it is sent: the beginning where it is long, with the place of the whole of it in its event. */
export function cut(text: string, at: readonly (string | number)[], limit: number): WireText {
  if (text.length <= limit) return text
  return { head: wholeUntil(text, Math.min(limit, limits.overview)), size: text.length, at: pointer(at) }
}

/** Ends before a character that would be halved. */
function wholeUntil(text: string, length: number): string {
  const half = /[\uD800-\uDBFF]/.test(text[length - 1]!)
  return text.slice(0, half ? length - 1 : length)
}

function pointer(keys: readonly (string | number)[]): string {
  return keys.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}

/** The text at a JSON pointer (RFC 6901) of an event; undefined where there is none. */
export function textAt(event: object, at: string): string | undefined {
  let found: unknown = event
  for (const part of at.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~')
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, key)) return undefined
    found = (found as Record<string, Json>)[key]
  }
  return typeof found === 'string' ? found : undefined
}
