import type { Sim } from './sim.ts'

/** Sends a chat request: 'hello' to 'sim-1', unless `body` says otherwise. */
export function ask(
  { baseURL }: Pick<Sim, 'baseURL'>,
  body: object = {},
  init: RequestInit = {},
): Promise<Response> {
  return fetch(`${baseURL}/chat/completions`, {
    method: 'POST',
    body: JSON.stringify({ model: 'sim-1', ...user('hello'), ...body }),
    ...init,
  })
}

/** Sends a request of the responses API. */
export function respond({ baseURL }: Sim, body: object = {}): Promise<Response> {
  const text = JSON.stringify({ model: 'sim-1', input: 'hello', ...body })
  return fetch(`${baseURL}/responses`, { method: 'POST', body: text })
}

export function user(content: string): object {
  return { messages: [{ role: 'user', content }] }
}

export function post({ url }: Sim, path: string, body: object = {}): Promise<Response> {
  return fetch(url + path, { method: 'POST', body: JSON.stringify(body) })
}

/** A reply of the chat API, as far as tests look at it. */
export interface ChatReply {
  readonly id: string
  readonly model: string
  readonly choices: readonly {
    readonly message: {
      readonly content: string
      readonly tool_calls?: readonly { readonly function: { readonly arguments: string } }[]
    }
    readonly finish_reason: string
  }[]
  readonly usage: {
    readonly prompt_tokens: number
    readonly completion_tokens: number
    readonly total_tokens: number
    readonly prompt_tokens_details: { readonly cached_tokens: number }
  }
}

export async function reply(sim: Sim, body: object = {}): Promise<ChatReply> {
  return jsonOf<ChatReply>(await ask(sim, body))
}

/** What the simulated model says. */
export async function text(sim: Sim, body: object = {}): Promise<string> {
  return (await reply(sim, body)).choices[0]!.message.content
}

export async function jsonOf<T>(response: Response): Promise<T> {
  return (await response.json()) as T
}

/** How a request ended: its status, or what the connection failed with. */
export async function outcome(asked: Promise<Response>): Promise<number | string> {
  try {
    const response = await asked
    await response.arrayBuffer()
    return response.status
  } catch (error) {
    const { cause, name } = error as Error & { readonly cause?: { readonly code?: string } }
    return cause?.code ?? name
  }
}

/** Resolves when no request is under way. */
export async function idle(sim: Sim): Promise<void> {
  while (sim.stats().inFlight > 0) await new Promise((resolve) => setTimeout(resolve, 5))
}
