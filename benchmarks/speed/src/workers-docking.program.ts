// A worker that docks: workers-docking.program.ts <redis>
import { molecules } from '@textgrad/molecules'
import { startWorker } from '@textgrad/workers'

const [redisUrl = ''] = process.argv.slice(2)
await startWorker({ redisUrl, tasks: [molecules], concurrency: 1, tell: console.error })
console.log('ready')
