import { Redis, type RedisOptions } from 'ioredis'

type Options = RedisOptions & { readonly replyMapping?: 'legacy' }

/** A connection to Redis of which BullMQ hears when it has ended, also while Redis is gone. */
export class Connection extends Redis {
  override duplicate(changed?: Partial<RedisOptions>): Redis {
    return new Connection({ ...this.options, ...changed } as Options)
  }

  override disconnect(reconnect = false): void {
    // One that waits to be made again never tells of its end; one that is being made does.
    if (!reconnect && this.status === 'reconnecting') this.connect().catch(() => undefined)
    super.disconnect(reconnect)
  }
}
