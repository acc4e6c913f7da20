import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

import type { WorkerHandle, WorkerStats } from './start-worker.ts'

export interface MetricsOptions {
  /** Where it listens (default: 127.0.0.1, which only this machine reaches). */
  readonly host?: string
  /** 0: any that is free. */
  readonly port: number
}

export interface MetricsServer extends AsyncDisposable {
  readonly port: number
}

/**
 * Serves what a worker does as Prometheus text at `/metrics`, and at `/health` whether it can work: 200, or 503 where Redis is
 * gone or it takes no jobs any more.
 * @throws TypeError for an address at which it can not listen.
 */
export async function serveMetrics(
  worker: Pick<WorkerHandle, 'stats'>,
  { host = '127.0.0.1', port }: MetricsOptions,
): Promise<MetricsServer> {
  const server = createServer(({ method, url }, response) => {
    const stats = worker.stats()
    if (method !== 'GET' && method !== 'HEAD') answer(response, 405, 'Only GET is answered\n')
    else if (url === '/metrics') answer(response, 200, prometheusText(stats))
    else if (url === '/health') answer(response, isWell(stats) ? 200 : 503, `${healthOf(stats)}\n`)
    else answer(response, 404, 'There are /metrics and /health\n')
  })
  await listen(server, host, port)
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
    },
  }
}

function prometheusText({ done, over, refused, running, isConnected }: WorkerStats): string {
  const { user, system } = process.cpuUsage()
  const jobs = Object.entries({ done, over, refused })
  return [
    ...metric('textgrad_worker_jobs_total', 'counter', 'Jobs that ended, and how'),
    ...jobs.map(([end, count]) => `textgrad_worker_jobs_total{end="${end}"} ${count}`),
    ...metric('textgrad_worker_jobs_running', 'gauge', 'Jobs under way'),
    `textgrad_worker_jobs_running ${running}`,
    ...metric('textgrad_worker_redis_connected', 'gauge', 'Whether Redis is there'),
    `textgrad_worker_redis_connected ${Number(isConnected)}`,
    ...metric('process_cpu_seconds_total', 'counter', 'Processor time of this process, in seconds'),
    `process_cpu_seconds_total ${(user + system) / 1e6}`,
    ...metric('process_resident_memory_bytes', 'gauge', 'Memory of this process, in bytes'),
    `process_resident_memory_bytes ${process.memoryUsage.rss()}`,
    '',
  ].join('\n')
}

function metric(name: string, type: 'counter' | 'gauge', help: string): string[] {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`]
}

function isWell({ isConnected, isDraining }: WorkerStats): boolean {
  return isConnected && !isDraining
}

function healthOf(stats: WorkerStats): string {
  if (stats.isDraining) return 'It takes no jobs any more'
  return stats.isConnected ? 'ok' : 'Redis is gone'
}

function answer(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' })
  response.end(text)
}

async function listen(server: Server, host: string, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const fail = ({ message }: Error): void =>
      reject(new TypeError(`Metrics can not be served at ${host}:${port}: ${message}`))
    server.once('error', fail)
    server.listen(port, host, () => {
      server.off('error', fail)
      resolve()
    })
  })
}
