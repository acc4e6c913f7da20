import type { ServerResponse } from 'node:http'

export type Headers = Readonly<Record<string, string>>

/** An error as the API words it. */
export interface Problem {
  readonly status: number
  readonly type: string
  readonly code: string | null
  readonly message: string
}

export function sendJson(
  response: ServerResponse,
  value: unknown,
  { status = 200, headers = {} }: { readonly status?: number; readonly headers?: Headers } = {},
): void {
  if (response.destroyed) return
  sendBytes(response, Buffer.from(JSON.stringify(value)), {
    status,
    headers: { 'content-type': 'application/json', ...headers },
  })
}

export function sendError(response: ServerResponse, problem: Problem, headers: Headers = {}): void {
  const { status, type, code, message } = problem
  sendJson(response, { error: { message, type, param: null, code } }, { status, headers })
}

export function sendBytes(
  response: ServerResponse,
  bytes: Buffer,
  { status = 200, headers }: { readonly status?: number; readonly headers: Headers },
): void {
  response.writeHead(status, { ...headers, 'content-length': bytes.length })
  response.end(bytes)
}
