import type { IncomingMessage, ServerResponse } from 'node:http'

import type { Fault } from '../faults/fault-rules.ts'
import type { Simulation } from '../simulation.ts'
import type { Asked } from './ledger.ts'
import type { Api } from './messages.ts'
import type { Question } from './question.ts'
import type { SimRecord } from './record.ts'

/** One request from its arrival until its reply is handed over or lost. */
export class Exchange {
  readonly simulation: Simulation
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly record: SimRecord
  /** Of whatever is replied. */
  readonly headers: Record<string, string>
  readonly #arrived = performance.now()
  readonly #gone = new AbortController()
  #asked: Asked | undefined
  #isOurFault = false
  #isSettled = false
  #isHandled = false

  constructor(simulation: Simulation, request: IncomingMessage, response: ServerResponse, api: Api) {
    this.simulation = simulation
    this.request = request
    this.response = response
    const retryCount = Number(request.headers['x-stainless-retry-count'] ?? 0)
    const n = simulation.ledger.arrived(api, retryCount > 0)
    this.record = { ...emptyRecord, n, at: new Date().toISOString(), api, retryCount }
    const idempotencyKey = request.headers['idempotency-key']
    if (typeof idempotencyKey === 'string') Object.assign(this.record, { idempotencyKey })
    this.headers = { 'x-request-id': `req_sim_${n}`, 'openai-processing-ms': '0', 'x-sim-n': String(n) }
    response.on('finish', () => this.#settle(!this.record.broken))
    response.on('close', () => {
      this.#gone.abort()
      this.#settle(response.writableFinished && !this.record.broken)
    })
  }

  /** Aborted when the connection is closed. */
  get gone(): AbortSignal {
    return this.#gone.signal
  }

  /** The key that came with the request. */
  get key(): string {
    return (this.request.headers.authorization ?? '').replace(/^Bearer /, '')
  }

  /** What is asked is known now: returns how often it was, with this time. */
  identify({ model, hash, stream, tokensIn, body }: Question): number {
    const { ledger, config } = this.simulation
    this.#asked = ledger.asked(hash, model)
    const { attempts: attempt } = this.#asked
    Object.assign(this.record, { model, hash, attempt, stream, tokensIn, ...(config.keepBodies && { body }) })
    this.headers['x-sim-hash'] = hash.slice(0, 16)
    return attempt
  }

  meets(fault: Fault): void {
    this.record.fault = fault.kind
    if (fault.label !== undefined) this.record.label = fault.label
    this.headers['x-sim-fault'] = fault.kind
  }

  /** From here on the connection is in the hands of a fault: that it ends is not the client's doing. */
  spoil(): void {
    this.#isOurFault = true
  }

  /** As `spoil`; and what was sent is not the whole reply. */
  breakOff(): void {
    this.spoil()
    this.record.broken = true
  }

  /** The model has answered: what happens to its answer does not undo that. */
  pay(tokensOut: number, tokensCached = 0): void {
    const { ledger, config } = this.simulation
    const { tokensIn } = this.record
    Object.assign(this.record, { paid: true, tokensOut })
    const cost = (tokensIn * config.priceIn + tokensOut * config.priceOut) / 1e6
    if (this.#asked) ledger.paid(this.#asked, { tokensIn, tokensCached, tokensOut, cost })
    if (this.#isSettled) ledger.paidLate()
  }

  /** Nothing more will be done for it. */
  handled(): void {
    this.#isHandled = true
    this.#writeWhenOver()
  }

  #settle(delivered: boolean): void {
    if (this.#isSettled) return
    this.#isSettled = true
    const { record, response } = this
    record.delivered = delivered
    record.clientGone = !delivered && !this.#isOurFault
    record.ms = Math.round((performance.now() - this.#arrived) * 1000) / 1000
    record.status ??= response.headersSent ? response.statusCode : 0
    this.simulation.ledger.settled(record, this.#asked)
    this.#writeWhenOver()
  }

  #writeWhenOver(): void {
    if (this.#isSettled && this.#isHandled) this.simulation.ledger.write(this.record)
  }
}

const emptyRecord = {
  model: null,
  hash: null,
  attempt: null,
  stream: false,
  fault: null,
  status: null,
  paid: false,
  delivered: false,
  clientGone: false,
  tokensIn: 0,
  tokensOut: 0,
  ms: 0,
}
