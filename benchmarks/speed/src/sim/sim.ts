import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'

import type { SimOptions } from './options.ts'
import { sendError } from './replies/send.ts'
import type { SimStats } from './requests/ledger.ts'
import type { SimRecord } from './requests/record.ts'
import { route } from './routes.ts'
import { Simulation } from './simulation.ts'

/** A running simulator. */
export interface Sim extends AsyncDisposable {
  readonly port: number
  readonly url: string
  /** What a client of the API is given. */
  readonly baseURL: string
  stats(): SimStats
  /** Of the last requests whose reply was handed over or lost. */
  records(): readonly SimRecord[]
  /** Throws Error for what is wrong or cannot change while it runs. */
  configure(change: SimOptions): void
  /** Resets every connection for so many milliseconds. */
  outage(milliseconds: number): void
  /** Forgets every request. */
  reset(): void
  close(): Promise<void>
}

/** Starts an OpenAI-compatible server with scripted faults, latencies and limits; see README.md. */
export async function startSim(options: SimOptions = {}): Promise<Sim> {
  const simulation = await Simulation.of(options)
  const sockets = new Set<Socket>()
  let isDownUntil = 0
  const outage = (milliseconds: number): void => {
    isDownUntil = performance.now() + milliseconds
    for (const socket of sockets) socket.resetAndDestroy()
  }
  const server = createServer({ maxHeaderSize: 65_536, keepAliveTimeout: 30_000, requestTimeout: 0 })
  server.on('request', (request, response) => {
    route({ simulation, outage }, request, response).catch((error: unknown) => fail(error, request, response))
  })
  server.on('connection', (socket) => {
    if (performance.now() < isDownUntil) return socket.resetAndDestroy()
    socket.setNoDelay(true)
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => {})
  })
  const { host, port } = simulation.config
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
  const taken = (server.address() as AddressInfo).port
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${taken}`
  const close = async (): Promise<void> => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()))
    for (const socket of sockets) socket.destroy()
    await closed
    simulation.ledger.close()
  }
  return {
    port: taken,
    url,
    baseURL: `${url}/v1`,
    stats: () => simulation.stats(),
    records: () => simulation.ledger.records(),
    configure: (change) => simulation.configure(change),
    outage,
    reset: () => simulation.reset(),
    close,
    [Symbol.asyncDispose]: close,
  }
}

function fail(error: unknown, request: IncomingMessage, response: ServerResponse): void {
  console.error('sim: internal error', request.url, error)
  if (response.headersSent) response.destroy()
  else
    sendError(response, { status: 500, type: 'server_error', code: 'sim_internal', message: String(error) })
}
