import { expect, test } from 'vitest'

import { workerModule } from './worker-module.ts'

test.for([
  ['file:///a/src/pool.ts', 'file:///a/src/worker.ts'],
  ['file:///a/dist/pool.js', 'file:///a/dist/worker.js'],
  ['file:///a.ts/dist/pool.js?v=1', 'file:///a.ts/dist/worker.js'],
  ['file:///a/pool.mts', 'file:///a/worker.mts'],
])('beside %s the worker is %s', ([caller, worker]) => {
  expect(workerModule(caller!, 'worker').href).toBe(worker)
})
