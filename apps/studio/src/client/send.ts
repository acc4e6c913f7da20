import type { Problem } from '../model/orders.ts'
import { answered } from './ask.ts'

/** What the server refused, and in which fields where it says so. */
export class RefusedHere extends Error {
  readonly problems: readonly Problem[]

  constructor(message: string, problems: readonly Problem[] = []) {
    super(message)
    this.problems = problems
  }
}

/** Sends what is to change. Rejects with RefusedHere. */
export async function send<T>(
  path: string,
  body: object = {},
  { method = 'POST', signal }: { readonly method?: 'POST' | 'DELETE'; readonly signal?: AbortSignal } = {},
): Promise<T> {
  const asking = fetch(`./api${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    ...(signal && { signal }),
  })
  const response = await answered(asking).catch((error: Error) => {
    throw new RefusedHere(error.message)
  })
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.startsWith('application/json')
  if (response.ok) return JSON.parse(text) as T
  if (!isJson) throw new RefusedHere(text || `${response.status} ${response.statusText}`)
  const { error, problems } = JSON.parse(text) as { error: string; problems?: readonly Problem[] }
  throw new RefusedHere(error, problems)
}
