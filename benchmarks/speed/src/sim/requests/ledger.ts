import { closeSync, openSync, writeSync } from 'node:fs'

import type { SimRecord } from './record.ts'

type Tally = Record<string, number>

interface Counts {
  requests: number
  /** Answered by the model, whatever a fault then did to the answer; and of these, handed over completely or not. */
  paid: number
  paidDelivered: number
  paidLost: number
  unpaid: number
  /** Paid though the same request had been paid, or even delivered, before. */
  duplicatePaid: number
  duplicateOfDelivered: number
  inFlight: number
  maxInFlight: number
  /** Requests that the client gave up. */
  clientGone: number
  /** Requests that the SDK called retries. */
  sdkRetries: number
  tokensIn: number
  tokensCached: number
  tokensOut: number
  cost: number
  readonly byKind: Tally
  readonly byStatus: Tally
  readonly byFault: Tally
  readonly byModel: Tally
  /** Arrivals by second since the start or reset. */
  readonly perSecond: Tally
}

export interface SimStats extends Readonly<Counts> {
  readonly seconds: number
  readonly distinctRequests: number
  readonly requestsPaidMoreThanOnce: number
  readonly seed: number
}

/** What is known of all requests that are equal. */
export interface Asked {
  attempts: number
  paid: number
  delivered: number
}

export interface Payment {
  readonly tokensIn: number
  readonly tokensCached: number
  readonly tokensOut: number
  readonly cost: number
}

/** Every request, counted. */
export class Ledger {
  #log: number | undefined
  readonly #keep: number
  #counts = noCounts()
  #records: SimRecord[] = []
  #asked = new Map<string, Asked>()
  #since = performance.now()

  constructor({ log, keepRequests }: { readonly log: string | null; readonly keepRequests: number }) {
    this.#log = log === null ? undefined : openSync(log, 'a')
    this.#keep = keepRequests
  }

  get inFlight(): number {
    return this.#counts.inFlight
  }

  /** Its number. */
  arrived(kind: string, isSdkRetry: boolean): number {
    const counts = this.#counts
    add(counts.byKind, kind)
    add(counts.perSecond, String(Math.floor((performance.now() - this.#since) / 1000)))
    if (isSdkRetry) counts.sdkRetries++
    counts.inFlight++
    counts.maxInFlight = Math.max(counts.maxInFlight, counts.inFlight)
    return ++counts.requests
  }

  /** One more request for a model's answer, of which equal ones have the same hash. */
  asked(hash: string, model: string): Asked {
    let asked = this.#asked.get(hash)
    if (!asked) this.#asked.set(hash, (asked = { attempts: 0, paid: 0, delivered: 0 }))
    asked.attempts++
    add(this.#counts.byModel, model)
    return asked
  }

  paid(asked: Asked, payment: Payment): void {
    const counts = this.#counts
    if (asked.paid > 0) counts.duplicatePaid++
    if (asked.delivered > 0) counts.duplicateOfDelivered++
    asked.paid++
    counts.paid++
    for (const name of ['tokensIn', 'tokensCached', 'tokensOut', 'cost'] as const)
      counts[name] += payment[name]
  }

  /** What was settled as unpaid is paid after all: the client had gone before the model answered. */
  paidLate(): void {
    if (this.#counts.unpaid > 0) this.#counts.unpaid--
    this.#counts.paidLost++
  }

  /** The reply was handed over or is lost. */
  settled(record: SimRecord, asked: Asked | undefined): void {
    const counts = this.#counts
    counts.inFlight--
    add(counts.byStatus, String(record.status))
    if (record.fault) add(counts.byFault, record.fault)
    if (record.clientGone) counts.clientGone++
    if (!record.paid) counts.unpaid++
    else if (record.delivered) counts.paidDelivered++
    else counts.paidLost++
    if (record.paid && record.delivered && asked) asked.delivered++
    this.#records.push(record)
    if (this.#records.length > this.#keep) this.#records.splice(0, this.#records.length - this.#keep)
  }

  /** Nothing about this request will change any more. */
  write(record: SimRecord): void {
    if (this.#log !== undefined) writeSync(this.#log, `${JSON.stringify(record)}\n`)
  }

  records(): readonly SimRecord[] {
    return [...this.#records]
  }

  stats(seed: number): SimStats {
    const asked = [...this.#asked.values()]
    return {
      ...this.#counts,
      seconds: (performance.now() - this.#since) / 1000,
      distinctRequests: asked.length,
      requestsPaidMoreThanOnce: asked.filter(({ paid }) => paid > 1).length,
      seed,
    }
  }

  /** Starts anew; what is under way stays so. */
  reset(): void {
    this.#counts = { ...noCounts(), inFlight: this.#counts.inFlight }
    this.#records = []
    this.#asked = new Map()
    this.#since = performance.now()
  }

  close(): void {
    if (this.#log !== undefined) closeSync(this.#log)
    this.#log = undefined
  }
}

function noCounts(): Counts {
  return {
    requests: 0,
    paid: 0,
    paidDelivered: 0,
    paidLost: 0,
    unpaid: 0,
    duplicatePaid: 0,
    duplicateOfDelivered: 0,
    inFlight: 0,
    maxInFlight: 0,
    clientGone: 0,
    sdkRetries: 0,
    tokensIn: 0,
    tokensCached: 0,
    tokensOut: 0,
    cost: 0,
    byKind: {},
    byStatus: {},
    byFault: {},
    byModel: {},
    perSecond: {},
  }
}

function add(tally: Tally, key: string): void {
  tally[key] = (tally[key] ?? 0) + 1
}
