import type { Context } from 'hono'
import { HTTPException } from 'hono/http-exception'

import type { Values } from '../model/orders.ts'

/** What a page may send at most, in bytes. */
export const mostBytes = 256 << 10

type Body = Readonly<Record<string, unknown>>

/** The object that was sent. Answers 400 for anything else. */
export async function bodyOf(c: Context): Promise<Body> {
  const text = await c.req.text()
  try {
    const body: unknown = text === '' ? {} : JSON.parse(text)
    if (isRecord(body)) return body
  } catch {
    // It is refused below.
  }
  throw bad('Expected a JSON object')
}

export function textIn(body: Body, key: string): string {
  const value = body[key]
  if (typeof value === 'string' && value.trim() !== '') return value
  throw bad(`Expected ${key} to be a text`)
}

export function wholeIn(body: Body, key: string): number {
  const value = body[key]
  if (Number.isSafeInteger(value) && (value as number) >= 0) return value as number
  throw bad(`Expected ${key} to be a whole number`)
}

/** What was typed into the fields of a form. */
export function valuesIn(body: Body): Values {
  const values = body['values'] ?? {}
  if (isRecord(values) && Object.values(values).every(isTyped)) return values as Values
  throw bad('Expected values to be texts, lists of texts, true or false')
}

function isTyped(value: unknown): boolean {
  return isText(value) || typeof value === 'boolean' || (Array.isArray(value) && value.every(isText))
}

function isText(value: unknown): boolean {
  return typeof value === 'string'
}

function isRecord(value: unknown): value is Body {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function bad(message: string): HTTPException {
  return new HTTPException(400, { message })
}
