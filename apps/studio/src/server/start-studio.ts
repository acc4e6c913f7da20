import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { hostname, networkInterfaces } from 'node:os'
import { join } from 'node:path'

import { serve, type ServerType } from '@hono/node-server'
import { openStoreToRead } from '@textgrad/runs'
import { Hono } from 'hono'

import { acts } from './acts.ts'
import { api } from './api.ts'
import { clientFiles } from './client-files.ts'
import { guard } from './guard.ts'
import { isLoopback } from './loopback.ts'
import { queueRoutes, type QueuesOf } from './queue-routes.ts'
import type { ViewsOf } from './run-views.ts'
import { structurePage } from './structure-page.ts'
import type { Workshop } from './workshop.ts'

export interface StudioOptions {
  /** The store whose runs are shown. */
  readonly store: string
  /** Where it listens (default: 127.0.0.1, which only this machine reaches). */
  readonly host?: string
  /** The port (default: 0, any that is free). */
  readonly port?: number
  /** Begins, resumes and forks runs (default: nobody does). */
  readonly workshop?: Workshop
  /** What the task of a run shows of it as a whole (default: nothing). */
  readonly views?: ViewsOf
  /** Looks at the queues of workers, for a page of them (default: there is none). */
  readonly queues?: QueuesOf
}

export interface Studio extends AsyncDisposable {
  /** `http://127.0.0.1:4400`, without the token. */
  readonly address: string
  /** The address that a person opens, with the token. */
  readonly entry: string
  /** An address that lets one browser in and nobody after it: others see the words that a browser is started with. */
  entryOnce(): string
}

/** Beside `src` in the repository, beside the compiled server in the package. */
const built = join(import.meta.dirname, '../../dist')

/**
 * Serves the pages and what they ask for. Only this machine reaches it unless `host` says otherwise; then even reading
 * needs the token.
 * @throws StoreError for what is no store; Error for a port that is taken and for pages that were not built.
 */
export async function startStudio({
  store: file,
  host = '127.0.0.1',
  port = 0,
  workshop,
  views,
  queues,
}: StudioOptions): Promise<Studio> {
  const files = clientFiles(join(built, 'client'))
  const structures = structurePage(readFileSync(join(built, 'viewer/viewer.js'), 'utf8'))
  await using opened = new AsyncDisposableStack()
  const store = opened.use(await openStoreToRead(file))
  const token = secret()
  const tickets = new Set<string>()
  const hosts = new Set<string>()
  const app = new Hono()
  app.use(guard({ hosts, token, tickets, isPrivate: !isLoopback(host) }))
  app.route('/api', acts(store, workshop))
  app.route('/api', queueRoutes(queues))
  app.route('/api', api(store, views))
  app.get('/structure', (c) => {
    c.header('Content-Security-Policy', structures.policy)
    c.header('X-Frame-Options', 'SAMEORIGIN')
    return c.html(structures.html)
  })
  app.get('*', (c) => {
    const found = files.get(c.req.path)
    if (!found) return c.text('There is nothing here', 404)
    c.header('Content-Type', found.type)
    return c.body(found.bytes)
  })
  const { server, taken } = await listen(app, host, port)
  opened.defer(() => close(server))
  // A browser leaves the port out that it would ask anyhow.
  const behind = taken === 80 ? '' : `:${taken}`
  for (const name of namesOf(host)) hosts.add(`${name}${behind}`)
  const address = `http://${bracketed(host)}:${taken}`
  const entryBy = (word: string): string => `${address}/?token=${word}`
  const resources = opened.move()
  return {
    address,
    entry: entryBy(token),
    entryOnce() {
      const ticket = secret()
      tickets.add(ticket)
      return entryBy(ticket)
    },
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  }
}

const secret = (): string => randomBytes(24).toString('base64url')

/** The names by which a browser may ask for what listens there. */
function namesOf(host: string): readonly string[] {
  if (isLoopback(host)) return ['127.0.0.1', 'localhost', '[::1]', bracketed(host)]
  const isAny = host === '0.0.0.0' || host === '::'
  const own = Object.values(networkInterfaces()).flatMap((all = []) => all.map(({ address }) => address))
  const names = [bracketed(host), ...(isAny ? ['localhost', hostname(), ...own.map(bracketed)] : [])]
  return names.map((name) => name.toLowerCase())
}

function bracketed(host: string): string {
  return isIP(host) === 6 ? `[${host}]` : host
}

async function listen(app: Hono, host: string, port: number): Promise<{ server: ServerType; taken: number }> {
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  const server = serve({ fetch: app.fetch, hostname: host, port }, (info) => resolve(info.port))
  server.once('error', reject)
  return { server, taken: await promise }
}

async function close(server: ServerType): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => resolve())
    if ('closeAllConnections' in server) server.closeAllConnections()
  })
}
