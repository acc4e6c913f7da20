import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'

import { tempDir } from '@textgrad/host'
import { Redis } from 'ioredis'

/** A redis-server of a test, on a port and in a folder of its own. */
export interface RedisServer extends AsyncDisposable {
  readonly url: string
  readonly port: number
  /** kill -9. */
  kill(): Promise<void>
  /** Starts it again where it was. */
  start(): Promise<void>
}

/** With `keeps` its append-only file outlives it, without it a restart begins empty. */
export async function redisServer({ keeps = false } = {}): Promise<RedisServer> {
  const folder = await tempDir('textgrad-redis-')
  const port = await freePort()
  const url = `redis://127.0.0.1:${port}`
  let child: ChildProcess | undefined
  const killAtEnd = (): void => void child?.kill('SIGKILL')
  process.on('exit', killAtEnd)
  const server: RedisServer = {
    url,
    port,
    async kill() {
      if (!child) return
      const ended = once(child, 'exit')
      child.kill('SIGKILL')
      await ended
      child = undefined
    },
    async start() {
      const own = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder.path, '--save', '']
      const kept = ['--appendonly', keeps ? 'yes' : 'no', '--appendfsync', 'everysec']
      child = spawn('redis-server', [...own, ...kept], { stdio: 'ignore' })
      await answers(url)
    },
    async [Symbol.asyncDispose]() {
      process.off('exit', killAtEnd)
      await server.kill()
      await folder[Symbol.asyncDispose]()
    },
  }
  await server.start()
  return server
}

async function answers(url: string): Promise<void> {
  const redis = new Redis(url, { maxRetriesPerRequest: 100, retryStrategy: () => 50 })
  redis.on('error', () => undefined)
  await redis.ping()
  redis.disconnect()
}

/** A port that nobody listens on now. */
export async function freePort(): Promise<number> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
