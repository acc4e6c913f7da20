import { Hono } from 'hono'

import type { MorePages, QueuesSeen, SentQueues } from '../model/queues.ts'

/** Workers that are sent, at most. */
const most = 500

/** Looks at the queues of workers, wherever they are; does not fail where they are gone. */
export type QueuesOf = () => Promise<QueuesSeen>

/** What waits for workers, where somebody looks at that for the studio. */
export function queueRoutes(queuesOf?: QueuesOf): Hono {
  const app = new Hono()
  app.get('/pages', (c) => c.json({ workers: queuesOf !== undefined } satisfies MorePages))
  if (queuesOf)
    app.get('/workers', async (c) => {
      const seen = await queuesOf()
      const workers = seen.workers.slice(0, most)
      return c.json({ ...seen, workers, more: seen.workers.length - workers.length } satisfies SentQueues)
    })
  return app
}
