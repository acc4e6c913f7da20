import { setTimeout as sleep } from 'node:timers/promises'

import type { Redis } from 'ioredis'

import { Connection } from './connection.ts'
import { refusalIn, Refusals } from './refusals.ts'
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
  /** Tells of what Redis refused though it is there, as where its memory is full; nothing of other errors. */
  refused(error: unknown): void
}

export interface LinkOptions {
  readonly redisUrl: string
  /** Tells of a Redis that is gone, or back; a line each. */
  readonly tell: (remark: string) => void
  /** Called when Redis is back; what it held may be lost. */
  readonly onBack: () => void
  /** What can be done without it (default: evaluate without workers). */
  readonly hint?: string
  /** Nothing is to be written there. */
  readonly onlyReads?: boolean
}

/**
 * Connects to Redis, and again whenever the connection is lost.
 * @throws TypeError for an address that is none, WorkersError 'unreachable' within five seconds.
 */
export async function openRedis(options: LinkOptions): Promise<RedisLink> {
  const { redisUrl } = options
  const address = publicAddress(redisUrl)
  const made = new Set<Redis>()
  const make = (): Redis => {
    const redis = new Connection(redisUrl, {
      lazyConnect: true,
      maxRetriesPerRequest: null,
      // A link that was cut without a word is one that is lost.
      socketTimeout: silence,
      keepAlive: silence,
      retryStrategy: (times) => Math.min(50 * times, 1000),
    })
    // Why a connection failed is told once, by its end.
    redis.on('error', () => undefined)
    redis.once('end', () => made.delete(redis))
    made.add(redis)
    return redis
  }
  const commands = make()
  try {
    await answers(commands, address, options)
  } catch (error) {
    commands.disconnect()
    throw error
  }
  tellOfLoss(commands, address, options)
  const refusals = new Refusals(address, options.tell)
  return {
    commands,
    address,
    another: make,
    refused(error) {
      if (commands.status === 'ready') refusals.add(error)
    },
    async [Symbol.asyncDispose]() {
      for (const redis of made) redis.disconnect()
    },
  }
}

/** A script that writes, as BullMQ's do: some answer, and let nobody write, or not this way. */
const attempt = `return redis.call('set', KEYS[1], '', 'px', 1)`

async function asks(redis: Redis, onlyReads: boolean): Promise<void> {
  const { db = 0 } = redis.options
  // Where there is no such database, the first one would be taken.
  if (db > 0) await redis.select(db)
  await (onlyReads ? redis.ping() : redis.eval(attempt, 1, 'textgrad:attempt'))
}

async function answers(
  redis: Redis,
  address: string,
  { hint, onlyReads = false }: LinkOptions,
): Promise<void> {
  let why: Error | undefined
  const listen = (error: Error): void => void (why = error)
  redis.on('error', listen)
  const late = new AbortController()
  const deadline = sleep(startDeadline, undefined, { signal: late.signal }).then(
    () => Promise.reject(unreachable(address, why, hint)),
    () => undefined,
  )
  try {
    await Promise.race([asks(redis, onlyReads), deadline])
  } catch (error) {
    throw error instanceof WorkersError ? error : unreachable(address, error, hint)
  } finally {
    late.abort()
    redis.off('error', listen)
  }
}

const doWithout = 'evaluate in this process, without workers'

function unreachable(address: string, cause: unknown, hint = doWithout): WorkersError {
  const refusal = refusalIn(cause)
  const why = refusal ?? (cause instanceof Error ? cause.message : '')
  const fault = refusal === undefined ? 'does not answer' : 'refuses what is needed'
  const first = refusal === undefined ? 'start it' : 'mend that'
  const message = `Redis ${fault} at ${address}${why === '' ? '' : ` (${why})`}: ${first}, or ${hint}`
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
  // Another path than the number of a database is the rest of a password that was not encoded.
  if (!url || !/^rediss?:$/.test(url.protocol) || url.hostname === '' || !/^(\/\d*)?$/.test(url.pathname))
    throw new TypeError('The address of Redis is redis://host:port or rediss://host:port')
  return `${url.protocol}//${url.host}${url.pathname === '/' ? '' : url.pathname}`
}
