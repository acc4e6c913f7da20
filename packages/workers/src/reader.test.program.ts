// A worker of the tests that reads files, as a process of its own: reader.test.program.ts <redis> <folder of its files>
import { reader } from './reader.test.support.ts'
import { startWorker } from './start-worker.ts'

const [redisUrl = '', files = ''] = process.argv.slice(2)
await startWorker({ redisUrl, tasks: [reader], version: '1', files, concurrency: 4 })
process.stdout.write('ready\n')
