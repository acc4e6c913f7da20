// A worker of the tests, as a process of its own: worker.test.program.ts <redis> <lease> <concurrency> <file of requests>
import { notingEngine, letters } from './letters.test.support.ts'
import { startWorker } from './start-worker.ts'

const [redisUrl = '', lease = '', concurrency = '', file = ''] = process.argv.slice(2)
await startWorker({
  redisUrl,
  tasks: [letters],
  lease: Number(lease),
  concurrency: Number(concurrency),
  version: '1',
  engine: () => notingEngine(file, 2),
  tell: (remark) => process.stderr.write(`${remark}\n`),
})
process.stdout.write('ready\n')
