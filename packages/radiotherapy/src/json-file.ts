import { readFile } from 'node:fs/promises'

import type { z } from 'zod'

import { CaseError } from './errors.ts'

/** @throws CaseError for a file that can not be read, or is no JSON. */
export async function parsedFile(file: string): Promise<unknown> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (cause) {
    throw new CaseError(file, { field: 'file', rule: `expected a readable file: ${String(cause)}`, cause })
  }
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new CaseError(file, { field: 'file', rule: `expected JSON: ${String(cause)}`, cause })
  }
}

/** @throws CaseError naming the first field that is wrong, and the rule. */
export function checkedJson<T>(schema: z.ZodType<T>, value: unknown, file: string): T {
  const { error, data } = schema.safeParse(value)
  if (!error) return data
  const { path, message } = error.issues[0]!
  const field = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('')
  throw new CaseError(file, { field: field.replace(/^\./, '') || 'file', rule: message })
}
