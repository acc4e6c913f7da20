import type { IncomingMessage, ServerResponse } from 'node:http'

import { control, isControl, type Controlled } from './control.ts'
import { sendError, sendJson } from './replies/send.ts'
import { complete } from './requests/completion.ts'
import { Exchange } from './requests/exchange.ts'
import { isHostAllowed } from './requests/hosts.ts'
import type { Api } from './requests/messages.ts'

const paths: Readonly<Record<string, Api>> = {
  '/v1/chat/completions': 'chat',
  '/v1/responses': 'responses',
  '/v1/embeddings': 'embeddings',
}
const modelsPath = '/v1/models'

/** Answers one request, whatever it is for. */
export async function route(
  controlled: Controlled,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { simulation } = controlled
  const url = new URL(request.url ?? '/', 'http://sim')
  if (!isHostAllowed(request.headers.host, simulation.config.allowHosts)) {
    const message = 'unexpected Host header'
    return sendError(response, { status: 421, type: 'misdirected', code: null, message })
  }
  if (isControl(url.pathname)) return control(controlled, request, response, url)
  if (url.pathname === '/healthz') return sendJson(response, { ok: true })
  const api = apiOf(url.pathname)
  if (!api) {
    const message = `Invalid URL (${request.method} ${url.pathname})`
    return sendError(response, { status: 404, type: 'invalid_request_error', code: 'unknown_url', message })
  }
  const exchange = new Exchange(simulation, request, response, api)
  try {
    await answer(exchange, url)
  } finally {
    exchange.handled()
  }
}

function apiOf(path: string): Api | undefined {
  if (path === modelsPath || path.startsWith(`${modelsPath}/`)) return 'models'
  return Object.hasOwn(paths, path) ? paths[path] : undefined
}

async function answer(exchange: Exchange, url: URL): Promise<void> {
  const { simulation, request, response, headers, key, record } = exchange
  const { apiKey } = simulation.config
  if (apiKey && key !== apiKey) {
    const message = `Incorrect API key provided: ${key.slice(0, 3)}***${key.slice(-4)}.`
    const problem = { status: 401, type: 'invalid_request_error', code: 'invalid_api_key', message }
    return sendError(response, problem, headers)
  }
  if (record.api === 'models') return sendModels(exchange, url)
  if (request.method === 'POST') return complete(exchange)
  const problem = { status: 405, type: 'invalid_request_error', code: null, message: 'Use POST' }
  sendError(response, problem, headers)
}

function sendModels({ simulation, response, headers }: Exchange, url: URL): void {
  const models = simulation.config.models.map((id) => ({
    id,
    object: 'model',
    created: 1_700_000_000,
    owned_by: 'sim',
  }))
  const id = decodeURIComponent(url.pathname.slice(modelsPath.length + 1))
  if (!id) return sendJson(response, { object: 'list', data: models }, { headers })
  const model = models.find((one) => one.id === id)
  if (model) return sendJson(response, model, { headers })
  const message = `The model '${id}' does not exist`
  sendError(
    response,
    { status: 404, type: 'invalid_request_error', code: 'model_not_found', message },
    headers,
  )
}
