import type { Answer, Request } from './pool.test.worker.ts'
import { workerModule } from './worker-module.ts'
import { workerPool } from './worker-pool.ts'

const pool = workerPool<Request, Answer>(workerModule(import.meta.url, 'pool.test.worker'), { size: 2 })
const answers = await Promise.all([
  pool.run({ do: 'sleep', milliseconds: 100, value: 'one' }),
  pool.run({ do: 'echo', value: 'two' }),
])
console.log(answers.map((answer) => answer.value).join(' '))
