import { get } from 'node:http'

import { expect, test } from 'vitest'

import { ask, jsonOf, outcome, post, text, user } from './sim.test.support.ts'
import { startSim } from './sim.ts'

test('the configuration changes while it runs, the counters start anew', async () => {
  await using sim = await startSim({ apiKey: null })
  expect(await outcome(post(sim, '/_sim/config', { faults: ['500'] }))).toBe(200)
  expect(await outcome(ask(sim))).toBe(500)
  expect(await outcome(post(sim, '/_sim/config', { nonsense: 1 }))).toBe(400)
  expect(await outcome(post(sim, '/_sim/config', { port: 1 }))).toBe(400)
  expect(await outcome(fetch(`${sim.url}/_sim/config`, { method: 'POST', body: '{' }))).toBe(400)
  expect(await jsonOf(await fetch(`${sim.url}/_sim/config`))).toMatchObject({
    seed: 1,
    faults: [{ kind: '500', at: null, used: 1 }],
  })
  expect(await jsonOf(await fetch(`${sim.url}/_sim/log?last=1`))).toMatchObject([{ n: 1, status: 500 }])
  await post(sim, '/_sim/config', { faults: [] })
  await post(sim, '/_sim/reset')
  expect(await jsonOf(await fetch(`${sim.url}/stats`))).toMatchObject({ requests: 0, byStatus: {} })
  expect(await outcome(ask(sim))).toBe(200)
  expect(await outcome(fetch(`${sim.url}/_sim/none`))).toBe(404)
  expect(await outcome(fetch(`${sim.url}/healthz`))).toBe(200)
  expect(await outcome(fetch(`${sim.url}/_sim/faults`))).toBe(200)
})

test('a new seed is a new model', async () => {
  await using sim = await startSim()
  const first = await text(sim)
  sim.configure({ seed: 2 })
  expect(await text(sim)).not.toBe(first)
  sim.configure({ seed: 1 })
  expect(await text(sim)).toBe(first)
})

test('a reset uses limits and faults anew', async () => {
  await using sim = await startSim({ rpm: 1, limitWindowMs: 3_600_000, faults: ['500:match=once,times=1'] })
  for (let round = 0; round < 2; round++) {
    expect(await outcome(ask(sim, user('once')))).toBe(500)
    expect(await outcome(ask(sim, user('once')))).toBe(200)
    expect(await outcome(ask(sim, user('once')))).toBe(429)
    sim.reset()
  }
})

test('an outage breaks what is under way and lets nobody in, until it is over', async () => {
  await using sim = await startSim({ latency: 'fixed:600000' })
  const underWay = outcome(ask(sim))
  while (sim.stats().inFlight === 0) await new Promise((resolve) => setTimeout(resolve, 5))
  sim.configure({ latency: 0 })
  await post(sim, '/_sim/outage', { ms: 600_000 }).catch(() => {})
  expect(await underWay).toEqual(expect.any(String))
  expect(await outcome(ask(sim))).toEqual(expect.any(String))
  sim.outage(0)
  expect(await outcome(ask(sim))).toBe(200)
})

test('a foreign Host is refused, and web pages control nothing', async () => {
  await using sim = await startSim({ allowHosts: ['sim.test'] })
  const statusWith = (headers: Record<string, string>): Promise<number | undefined> =>
    new Promise((resolve) => {
      get(`${sim.url}/stats`, { headers }, (response) => {
        response.resume()
        resolve(response.statusCode)
      })
    })
  expect(await statusWith({})).toBe(200)
  expect(await statusWith({ host: 'localhost:1' })).toBe(200)
  expect(await statusWith({ host: '[::1]:1' })).toBe(200)
  expect(await statusWith({ host: 'sim.test' })).toBe(200)
  expect(await statusWith({ host: 'attacker.example' })).toBe(421)
  expect(await statusWith({ origin: 'http://attacker.example' })).toBe(403)
})

test('options that are wrong are refused by name', async () => {
  const start = (options: object): Promise<unknown> => startSim(options)
  await expect(start({ latencyy: 1 })).rejects.toThrow(/unknown option "latencyy"; known: .*latency/)
  await expect(start({ sampling: 'x' })).rejects.toThrow(
    'sampling must be one of stable, occurrence, not "x"',
  )
  await expect(start({ limitMode: 'x' })).rejects.toThrow('limitMode must be one of')
  await expect(start({ retryAfter: 'x' })).rejects.toThrow('retryAfter must be one of')
  await expect(start({ latency: 'gauss:1' })).rejects.toThrow('unknown latency distribution "gauss"')
  await expect(start({ faults: ['nope'] })).rejects.toThrow('unknown fault kind "nope"')
})
