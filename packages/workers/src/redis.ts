import { setTimeout as sleep } from 'node:timers/promises'

import { Redis } from 'ioredis'

import { WorkersError } from './workers-error.ts'

const startDeadline = 4000
const silence = 20_000

export interface RedisLink extends AsyncDisposable {
  /** For commands that come back at once. Those that are sent while Redis is down wait for it. */
  readonly commands: Redis
  /** Where it is, without a password. */
  readonly address: string
  /** Another connection, for commands that wait. */
  another(): Redis
}

export interface LinkOptions {
  readonly redisUrl: string
  /** Tells of a Redis that is gone, or back; a line each. */
  readonly tell: (remark: string) => void
  /** Called when Redis is back; what it held may be lost. */
  readonly onBack: () => void
  /** What can be done where it does not answer (default: start it, or evaluate without workers). */
  readonly hint?: string
}

/**
 * Connects to Redis, and again whenever the connection is lost.
 * @throws TypeError for an address that is none, WorkersError 'unreachable' within five seconds.
 */
export async function openRedis(options: LinkOptions): Promise<RedisLink> {
  const { redisUrl } = options
  const address = publicAddress(redisUrl)
  const made: Redis[] = []
  const make = (): Redis => {
    const redis = new Redis(redisUrl, {
      lazyConnect: true,
      maxRetriesPerRequest: null,
      // A link that was cut without a word is one that is lost.
      socketTimeout: silence,
      keepAlive: silence,
      retryStrategy: (times) => Math.min(50 * times, 1000),
    })
    // Why a connection failed is told once, by its end.
    redis.on('error', () => undefined)
    made.push(redis)
    return redis
  }
  const commands = make()
  try {
    await answers(commands, address, options.hint)
  } catch (error) {
    commands.disconnect()
    throw error
  }
  tellOfLoss(commands, address, options)
  return {
    commands,
    address,
    another: make,
    async [Symbol.asyncDispose]() {
      for (const redis of made) redis.disconnect()
    },
  }
}

async function answers(redis: Redis, address: string, hint?: string): Promise<void> {
  let why: Error | undefined
  const listen = (error: Error): void => void (why = error)
  redis.on('error', listen)
  const late = new AbortController()
  const deadline = sleep(startDeadline, undefined, { signal: late.signal }).then(
    () => Promise.reject(unreachable(address, why, hint)),
    () => undefined,
  )
  try {
    await Promise.race([redis.ping(), deadline])
  } catch (error) {
    throw error instanceof WorkersError ? error : unreachable(address, error, hint)
  } finally {
    late.abort()
    redis.off('error', listen)
  }
}

const doWithout = 'start it, or evaluate in this process, without workers'

function unreachable(address: string, cause: unknown, hint = doWithout): WorkersError {
  const why = cause instanceof Error && cause.message !== '' ? ` (${cause.message})` : ''
  const message = `Redis does not answer at ${address}${why}: ${hint}`
  return new WorkersError(message, { kind: 'unreachable', cause })
}

function tellOfLoss(redis: Redis, address: string, { tell, onBack }: LinkOptions): void {
  let isGone = false
  redis.on('close', () => {
    if (isGone || redis.status === 'end') return
    isGone = true
    tell(`Redis is gone at ${address}: what needs it waits until it is back`)
  })
  redis.on('ready', () => {
    if (!isGone) return
    isGone = false
    tell(`Redis is back at ${address}`)
    onBack()
  })
}

/** @throws TypeError */
function publicAddress(redisUrl: string): string {
  const url = URL.parse(redisUrl)
  if (!url || !['redis:', 'rediss:'].includes(url.protocol) || url.hostname === '')
    throw new TypeError('The address of Redis is redis://host:port or rediss://host:port')
  return `${url.protocol}//${url.host}${url.pathname === '/' ? '' : url.pathname}`
}
