// Many workers in one process: `workers.program.ts <redis> <count>`. Each line of its input is answered by what it used of
// a processor so far, in seconds.
import { createInterface } from 'node:readline'

import { startWorker } from '@textgrad/workers'

import { napping } from '../napping.ts'

const [redisUrl = '', count = ''] = process.argv.slice(2)
for (let worker = 0; worker < Number(count); worker++)
  await startWorker({ redisUrl, tasks: [napping], concurrency: 1 })
console.log('ready')
createInterface({ input: process.stdin }).on('line', () => {
  const { user, system } = process.cpuUsage()
  console.log((user + system) / 1e6)
})
