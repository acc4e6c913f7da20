import { describe, expect, it } from 'vitest'

import { simulate, throughputOf, type Costs } from './simulation.ts'

const free: Costs = { coordinator: 0, redis: 0, worker: 0, hop: 0, redisPresence: 0, coordinatorPresence: 0 }

describe('the simulation of a queue', () => {
  it('keeps every worker busy where the way costs nothing', () => {
    const { throughput, utilisation } = simulate(free, { workers: 50, jobs: 5000, length: 0.1, seed: 1 })
    expect(throughput).toBeGreaterThan(0.98 * 500)
    expect(throughput).toBeLessThan(1.02 * 500)
    expect(utilisation).toBeCloseTo(throughput / 500, 10)
  })

  it('has what one worker does in a row take as long as its parts', () => {
    const costs = { ...free, coordinator: 0.003, redis: 0.007, worker: 0.004 }
    // While a worker does a job: two of three turns of the coordinator, six of seven of Redis, all of its own.
    const seconds = 0.002 + 0.006 + 0.004
    const { throughput } = simulate(costs, { workers: 1, jobs: 500, length: 0, seed: 1 })
    expect(throughput).toBeCloseTo(1 / seconds, 6)
  })

  it('is as fast as the slowest part where there are workers enough, and no faster than its processors', () => {
    const costs = { ...free, coordinator: 0.001, redis: 0.0005, worker: 0.0005 }
    const many = { workers: 100, jobs: 4000, length: 0.001, seed: 1 }
    expect(simulate(costs, many).throughput).toBeCloseTo(1 / 0.001, -2)
    expect(simulate(costs, { ...many, coordinators: 4 }).throughput).toBeCloseTo(1 / 0.0005, -2)
    expect(simulate(costs, { ...many, cores: 1 }).throughput).toBeCloseTo(1 / 0.002, -1)
  })

  it('stands still where workers that ask for news take all of Redis', () => {
    const presence = { ...free, redis: 0.0005, redisPresence: 0.01 }
    const half = simulate(presence, { workers: 50, jobs: 8000, length: 0, seed: 1 })
    expect(half.throughput).toBeCloseTo(1000, -2)
    const all = { workers: 100, jobs: 9000, length: 0, seed: 1 }
    expect(simulate(presence, all).throughput).toBe(0)
    expect(simulate(presence, { ...all, shards: 2 }).throughput).toBeCloseTo(2000, -2)
  })

  it('is the same for the same seed', () => {
    const costs = { ...free, redis: 0.0002, hop: 0.0001 }
    const some = { workers: 20, jobs: 1000, length: 0.02, seed: 7 }
    expect(simulate(costs, some)).toEqual(simulate(costs, some))
    expect(simulate(costs, some)).not.toEqual(simulate(costs, { ...some, seed: 8 }))
  })

  it('measures a throughput in the middle', () => {
    expect(throughputOf(Array.from({ length: 101 }, (_, i) => i / 10))).toBeCloseTo(10, 10)
  })
})
