import type { IncomingMessage, ServerResponse } from 'node:http'

import { faultKinds } from './faults/fault-kinds.ts'
import type { Fields } from './json.ts'
import { sendError, sendJson } from './replies/send.ts'
import { readBody } from './requests/read-body.ts'
import type { Simulation } from './simulation.ts'

/** What a request for control is answered from. */
export interface Controlled {
  readonly simulation: Simulation
  outage(milliseconds: number): void
}

export function isControl(path: string): boolean {
  return path.startsWith('/_sim/') || path === '/stats' || path === '/stats/reset'
}

/** Answers what is asked of the simulator itself; nothing of that is counted. Web pages are refused. */
export async function control(
  controlled: Controlled,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  if (request.headers.origin) {
    const message = 'control endpoints do not answer web pages'
    return sendError(response, { status: 403, type: 'forbidden', code: null, message })
  }
  const path = url.pathname.replace(/^\/_sim/, '')
  const { simulation } = controlled
  const look = request.method === 'GET' ? looks[path] : undefined
  if (look) return sendJson(response, look(simulation, url))
  const change = request.method === 'POST' ? changes[path] : undefined
  if (!change) {
    const message = `no such control endpoint: ${request.method} ${url.pathname}`
    return sendError(response, { status: 404, type: 'not_found', code: null, message })
  }
  const read = await readBody(request, simulation.config.maxBody, '{}')
  if ('problem' in read) return sendError(response, read.problem)
  try {
    sendJson(response, change(controlled, read.body))
  } catch (error) {
    const { message } = error as Error
    sendError(response, { status: 400, type: 'bad_config', code: null, message })
  }
}

const looks: Readonly<Record<string, (simulation: Simulation, url: URL) => unknown>> = {
  '/stats': (simulation) => simulation.stats(),
  '/log': (simulation, url) =>
    simulation.ledger.records().slice(-Number(url.searchParams.get('last') ?? 100)),
  '/faults': () => faultKinds,
  '/config': configShown,
}

const changes: Readonly<Record<string, (controlled: Controlled, body: Fields) => unknown>> = {
  '/reset': reset,
  '/stats/reset': reset,
  '/config': ({ simulation }, body) => {
    simulation.configure(body)
    return { ok: true }
  },
  '/outage': (controlled, { ms }) => {
    controlled.outage(Number(ms ?? 1000))
    return { ok: true }
  },
}

function reset({ simulation }: Controlled): unknown {
  simulation.reset()
  return simulation.stats()
}

/** The key and the brain are not shown, only that there is one. */
function configShown({ config, brain }: Simulation): unknown {
  const faults = config.faults.map((rule) => ({ ...rule, matches: undefined, matchesModel: undefined }))
  return { ...config, brain: brain ? 'function' : null, apiKey: config.apiKey ? 'set' : null, faults }
}
