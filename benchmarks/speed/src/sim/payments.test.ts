import { expect, test } from 'vitest'

import { ask, idle, outcome, reply, user } from './sim.test.support.ts'
import { startSim } from './sim.ts'

test('what is paid, what is not, and what is paid again', async () => {
  await using sim = await startSim({
    faults: [
      '429:at=1,retryAfter=1',
      '500:at=2',
      'reset:at=3',
      'reset_paid:at=4',
      'reset_mid:at=5',
      'cut_json:at=6',
      'tags_missing:at=7',
    ],
  })
  const ended: (number | string)[] = []
  for (let request = 0; request < 8; request++) ended.push(await outcome(ask(sim)))
  expect(ended).toEqual([429, 500, 'ECONNRESET', 'ECONNRESET', expect.any(String), 200, 200, 200])
  await idle(sim)
  expect(sim.stats()).toMatchObject({
    requests: 8,
    distinctRequests: 1,
    // From the fourth on; of these, the fourth and the fifth never arrived.
    paid: 5,
    paidLost: 2,
    paidDelivered: 3,
    unpaid: 3,
    duplicatePaid: 4,
    // The last two repeat the sixth, which was delivered.
    duplicateOfDelivered: 2,
    requestsPaidMoreThanOnce: 1,
    byStatus: { 0: 2, 200: 4, 429: 1, 500: 1 },
  })
  expect(sim.records().map(({ n, paid, delivered }) => [n, paid, delivered])).toEqual([
    [1, false, true],
    [2, false, true],
    [3, false, false],
    [4, true, false],
    [5, true, false],
    [6, true, true],
    [7, true, true],
    [8, true, true],
  ])
})

test.for([true, false])('a client that gives up pays: %s', async (billOnDisconnect) => {
  await using sim = await startSim({ latency: 'fixed:600000', billOnDisconnect })
  const controller = new AbortController()
  const asked = outcome(ask(sim, {}, { signal: controller.signal }))
  while (sim.stats().inFlight === 0) await new Promise((resolve) => setTimeout(resolve, 5))
  controller.abort()
  expect(await asked).toBe('AbortError')
  await idle(sim)
  await expect.poll(() => sim.stats().paid).toBe(billOnDisconnect ? 1 : 0)
  const { paid, paidLost, unpaid, clientGone } = sim.stats()
  expect([paidLost, unpaid, clientGone]).toEqual(billOnDisconnect ? [1, 0, 1] : [0, 1, 1])
  expect(sim.records()).toMatchObject([{ paid: paid === 1, delivered: false, clientGone: true }])
})

test('a thousand requests at once have each their own reply', async () => {
  await using sim = await startSim({ latency: 'uniform:5,50' })
  const all = Array.from({ length: 1000 }, (_, index) => reply(sim, user(`m${index}`)))
  expect(new Set((await Promise.all(all)).map(({ id }) => id)).size).toBe(1000)
  await idle(sim)
  expect(sim.stats()).toMatchObject({ paid: 1000, paidDelivered: 1000, duplicatePaid: 0, inFlight: 0 })
})

test('records are kept as long and as whole as configured', async () => {
  await using sim = await startSim({ keepRequests: 2, keepBodies: true })
  for (const content of ['a', 'b', 'c']) await outcome(ask(sim, user(content)))
  await idle(sim)
  expect(sim.records().map(({ n }) => n)).toEqual([2, 3])
  expect(sim.records()[1]!.body).toEqual({ model: 'sim-1', ...user('c') })
})
