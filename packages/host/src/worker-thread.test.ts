import { expect, test } from 'vitest'

import { workerModule } from './worker-module.ts'
import { WorkerThread } from './worker-thread.ts'

test('a module that never calls serve() runs into the deadline of the start', async () => {
  const thread = new WorkerThread(new URL('./stuck.test.worker.ts', import.meta.url), { startDeadline: 300 })
  await expect(thread.started).rejects.toMatchObject({
    kind: 'start',
    message: 'stuck.test.worker.ts did not start: it did not call serve() within 300 ms',
  })
  await thread.exited
})

test('started waits for serve(), and a terminated thread is gone', async () => {
  const thread = new WorkerThread(workerModule(import.meta.url, 'pool.test.worker'), {
    startDeadline: 30_000,
  })
  expect(thread.ready).toBe(false)
  await thread.started
  expect(thread.ready).toBe(true)
  thread.terminate(new Error('enough'))
  expect(thread.ready).toBe(false)
  await thread.exited
})
