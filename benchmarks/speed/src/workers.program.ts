// A worker of the benchmark: workers.program.ts <redis> <concurrency> bare|evaluations
import { startWorker } from '@textgrad/workers'
import { Worker } from 'bullmq'
import { Redis } from 'ioredis'

import { napping } from './napping.ts'

const [redisUrl = '', concurrency = '', kind = ''] = process.argv.slice(2)
if (kind === 'bare') {
  const connection = new Redis(redisUrl, { maxRetriesPerRequest: null })
  const worker = new Worker('bare', async ({ data }) => (data as { text: string }).text.length, {
    connection,
    concurrency: Number(concurrency),
  })
  await worker.waitUntilReady()
} else await startWorker({ redisUrl, tasks: [napping], concurrency: Number(concurrency) })
process.stdout.write('ready\n')
