import type { Api } from './messages.ts'

/** What is told of one request. */
export interface SimRecord {
  /** Its place among all. */
  readonly n: number
  readonly at: string
  readonly api: Api
  model: string | null
  /** Equal requests have the same. */
  hash: string | null
  /** Its place among those that are equal. */
  attempt: number | null
  stream: boolean
  fault: string | null
  label?: string
  /** 0 where the connection ended instead. */
  status: number | null
  paid: boolean
  /** Handed over completely to the operating system. */
  delivered: boolean
  clientGone: boolean
  readonly retryCount: number
  readonly idempotencyKey?: string
  tokensIn: number
  tokensOut: number
  ms: number
  /** Where it is kept. */
  body?: object
  /** A fault broke the reply off. */
  broken?: true
}
