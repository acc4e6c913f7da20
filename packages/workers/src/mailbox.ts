import { setTimeout as sleep } from 'node:timers/promises'

import type { Redis } from 'ioredis'

import type { RedisLink } from './redis.ts'

/** Seconds that a message is kept for who does not read it. */
const unread = 3600
/** Seconds that Redis waits for a message before it says that there is none: a link that is cut is found out by its silence. */
const patience = 10

/** The keys of a queue in Redis. */
export const inboxOf = (queue: string, peer: string): string => `textgrad:${queue}:inbox:${peer}`
export const aliveKey = (queue: string, peer: string): string => `textgrad:${queue}:alive:${peer}`

/** Puts a message into an inbox. Until Redis takes it, it waits here; that it arrives is not said. */
export function post(redis: Redis, inbox: string, message: object): void {
  const sent = redis.multi().rpush(inbox, JSON.stringify(message)).expire(inbox, unread).exec()
  // A connection that is closed for good: nobody waits for an answer then.
  sent.catch(() => undefined)
}

/** Reads an inbox, in its order, until it is disposed of. A message can be lost with Redis, or come twice. */
export function readInbox(link: RedisLink, inbox: string, receive: (text: string) => void): Disposable {
  const redis = link.another()
  const closed = new AbortController()
  void read(redis, inbox, { receive, signal: closed.signal })
  return {
    [Symbol.dispose]() {
      closed.abort()
      redis.disconnect()
    },
  }
}

interface Reading {
  readonly receive: (text: string) => void
  readonly signal: AbortSignal
}

async function read(redis: Redis, inbox: string, { receive, signal }: Reading): Promise<void> {
  while (!signal.aborted) {
    try {
      const got = await redis.blpop(inbox, patience)
      if (got) receive(got[1])
    } catch {
      // Redis comes back, or this ends.
      await sleep(100, undefined, { signal }).catch(() => undefined)
    }
  }
}
