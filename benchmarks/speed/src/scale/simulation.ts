import { random } from '@textgrad/core'

/** What the ways of a job take of the processors, seconds for a job, as measured. */
export interface Costs {
  readonly coordinator: number
  readonly redis: number
  readonly worker: number
  /** Seconds that a message is on its way besides. */
  readonly hop: number
  /** Of Redis, seconds in each second for each worker that waits or works: it asks for news and says that it is alive. */
  readonly redisPresence: number
  /** Of the coordinator, the same. */
  readonly coordinatorPresence: number
}

export interface Simulated {
  readonly workers: number
  readonly jobs: number
  /** Mean seconds of a job on its worker; each takes between half and one and a half of it. */
  readonly length: number
  /** Processors that all processes share (default: enough). */
  readonly cores?: number
  /** Runs at once, each a coordinator (default: 1). */
  readonly coordinators?: number
  /** Redis servers, among which runs and workers are divided (default: 1). */
  readonly shards?: number
  readonly seed: number
}

export interface Outcome {
  /** Jobs per second, when three tenths of them are done and until seven are. */
  readonly throughput: number
  /** Of the time of all workers, the part in which they did what the jobs are for. */
  readonly utilisation: number
}

/** What a job does, in order, and the parts of its costs that it takes there; 'take' and 'work' are on its worker. */
const way = [
  ['coordinator', 1 / 3],
  ['redis', 1 / 7],
  ['take', 0],
  ['redis', 1 / 7],
  ['worker', 1 / 4],
  // It asks whether it may begin.
  ['redis', 1 / 7],
  ['coordinator', 1 / 3],
  ['redis', 1 / 7],
  ['worker', 1 / 4],
  ['work', 0],
  ['worker', 1 / 4],
  // It gives its result.
  ['redis', 1 / 7],
  ['coordinator', 1 / 3],
  ['redis', 1 / 7],
  ['worker', 1 / 4],
  ['redis', 1 / 7],
  ['leave', 0],
] as const

/** So many jobs wait or are worked on at once: no worker misses one. */
export function openFor(workers: number): number {
  return 2 * workers + 16
}

/** Jobs go through coordinators, one Redis and workers, each of which serves one after the other. */
export function simulate(costs: Costs, simulated: Simulated): Outcome {
  const { workers, jobs, length, cores = Infinity, coordinators = 1, shards = 1, seed } = simulated
  const clock = new Clock()
  const processors = new Station(cores)
  const redis = stations(shards, 1)
  const crews = stations(shards, workers / shards)
  const runs = stations(coordinators, 1)
  const { next } = random(seed, 'lengths')
  const slow = {
    redis: slowedBy((workers / shards) * costs.redisPresence),
    coordinator: slowedBy((workers / coordinators) * costs.coordinatorPresence),
  }
  const ends: number[] = []
  /** One of a process's turns: it needs the process, and a processor. */
  const serve = (process: Station | undefined, seconds: number, then: () => void): void => {
    const run = (): void =>
      processors.enter(() =>
        clock.after(seconds, () => {
          processors.leave()
          process?.leave()
          then()
        }),
      )
    if (process) process.enter(run)
    else run()
  }
  const step = (job: number, at: number): void => {
    const [where, part] = way[at]!
    const onward = (): void => step(job, at + 1)
    const sent = (): void => clock.after(costs.hop, onward)
    if (where === 'redis') serve(redis[job % shards], costs.redis * part * slow.redis, sent)
    else if (where === 'coordinator')
      serve(runs[job % coordinators], costs.coordinator * part * slow.coordinator, sent)
    else if (where === 'worker') serve(undefined, costs.worker * part, onward)
    else if (where === 'take') crews[job % shards]!.enter(onward)
    else if (where === 'work') clock.after(length * (0.5 + next()), onward)
    else {
      crews[job % shards]!.leave()
      ends.push(clock.now)
      if (begun < jobs) step(begun++, 0)
    }
  }
  let begun = Math.min(jobs, openFor(workers))
  for (let job = 0, first = begun; job < first; job++) step(job, 0)
  clock.run()
  const throughput = throughputOf(ends)
  return { throughput, utilisation: (throughput * length) / workers }
}

function stations(count: number, servers: number): readonly Station[] {
  return Array.from({ length: count }, () => new Station(servers))
}

/** How much longer a turn takes where so much of the time goes to what else there is to do. */
function slowedBy(load: number): number {
  return load < 1 ? 1 / (1 - load) : Infinity
}

/**
 * From three tenths of the ends to seven: where there are eight jobs for each worker, those that were put in at the beginning are
 * done then, and others are still put in.
 */
export function throughputOf(ends: readonly number[]): number {
  const sorted = ends.toSorted((a, b) => a - b)
  const [first, last] = [Math.floor(sorted.length * 0.3), Math.floor(sorted.length * 0.7)]
  const seconds = sorted[last]! - sorted[first]!
  return seconds < Infinity ? (last - first) / seconds : 0
}

/** Serves so many at once; who comes meanwhile waits in order. */
class Station {
  #free: number
  readonly #waiting: (() => void)[] = []
  #first = 0

  constructor(servers: number) {
    this.#free = servers
  }

  enter(begin: () => void): void {
    if (this.#free > 0) {
      this.#free--
      begin()
    } else this.#waiting.push(begin)
  }

  leave(): void {
    if (this.#first === this.#waiting.length) {
      this.#free++
      return
    }
    const begin = this.#waiting[this.#first++]!
    if (this.#first > 10_000) {
      this.#waiting.splice(0, this.#first)
      this.#first = 0
    }
    begin()
  }
}

interface Event {
  readonly at: number
  readonly number: number
  readonly happen: () => void
}

/** Events in the order of their times; those at the same time in the order in which they were set. */
class Clock {
  now = 0
  readonly #heap: Event[] = []
  #number = 0

  after(seconds: number, happen: () => void): void {
    const event = { at: this.now + seconds, number: this.#number++, happen }
    const heap = this.#heap
    let place = heap.length
    heap.push(event)
    while (place > 0) {
      const parent = (place - 1) >> 1
      if (!isBefore(event, heap[parent]!)) break
      heap[place] = heap[parent]!
      place = parent
    }
    heap[place] = event
  }

  run(): void {
    for (let event = this.#take(); event && event.at < Infinity; event = this.#take()) {
      this.now = event.at
      event.happen()
    }
  }

  #take(): Event | undefined {
    const heap = this.#heap
    const [first] = heap
    const last = heap.pop()
    if (heap.length === 0 || !last) return first
    let place = 0
    for (;;) {
      let child = 2 * place + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child++
      if (!isBefore(heap[child]!, last)) break
      heap[place] = heap[child]!
      place = child
    }
    heap[place] = last
    return first
  }
}

function isBefore(a: Event, b: Event): boolean {
  return a.at < b.at || (a.at === b.at && a.number < b.number)
}
