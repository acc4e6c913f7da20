import type { ServerResponse } from 'node:http'

import { Random } from '../random.ts'
import type { Exchange } from '../requests/exchange.ts'
import { sleep } from '../sleep.ts'
import { drained } from './drained.ts'
import type { Outcome } from './envelopes.ts'
import type { Answer } from './model.ts'

/** A part of an answer, as it is streamed. */
export interface Piece {
  readonly answer: number
  readonly text: string
}

const charactersPerPiece = 4
/** An answer longer than this comes in large pieces, which nobody reads one by one. */
const long = 100_000
const charactersPerLargePiece = 16_384

/** The event stream of one reply, with what a fault does to it. */
export class EventStream {
  readonly #exchange: Exchange
  readonly #outcome: Outcome
  readonly #kind: string | undefined

  constructor(exchange: Exchange, outcome: Outcome) {
    this.#exchange = exchange
    this.#outcome = outcome
    this.#kind = outcome.fault?.kind
    this.#response.writeHead(200, {
      ...exchange.headers,
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache',
    })
  }

  async event(data: object, name?: string): Promise<void> {
    const title = name === undefined ? '' : `event: ${name}\n`
    await this.#put(`${title}data: ${JSON.stringify(data)}\n\n`)
  }

  /** Hands the answers' text over piece by piece; false where the stream ended in the middle of it. */
  async pieces(write: (piece: Piece) => Promise<void>): Promise<boolean> {
    const { question, attempt, answers } = this.#outcome
    const { config, chunkDelay } = this.#exchange.simulation
    const random = new Random(config.seed, 'chunks', question.hash, attempt)
    const pieces = piecesOf(answers)
    const middle = Math.floor(pieces.length / 2)
    for (const [index, piece] of pieces.entries()) {
      if (index === middle && (await this.#breaksInTheMiddle())) return false
      const delay = chunkDelay(random)
      if (delay > 0 && !(await sleep(delay, this.#exchange.gone))) return false
      if (this.#response.destroyed) return false
      await write(piece)
      if (index === middle && this.#kind === 'sse_twice') await write(piece)
    }
    return true
  }

  /** Ends the stream, after its `last` event unless a fault swallows that. */
  async end(last: () => Promise<void>): Promise<void> {
    if (this.#kind !== 'sse_no_done') await last()
    this.#response.end()
  }

  /** An event of the chat API that is no JSON. */
  async done(): Promise<void> {
    await this.#put('data: [DONE]\n\n')
  }

  get #response(): ServerResponse {
    return this.#exchange.response
  }

  async #put(text: string): Promise<void> {
    if (this.#response.destroyed) return
    if (this.#kind === 'sse_split') {
      // Where events and characters end, packets never do.
      for (const byte of Buffer.from(text)) this.#response.write(Buffer.of(byte))
    } else if (!this.#response.write(text)) await drained(this.#response)
  }

  /** What the fault does halfway; true where that was the end. */
  async #breaksInTheMiddle(): Promise<boolean> {
    switch (this.#kind) {
      case 'sse_cut':
      case 'reset_mid':
      case 'short_body':
        this.#exchange.breakOff()
        await sleep(10)
        if (this.#kind === 'sse_cut') this.#response.end()
        else this.#response.socket?.resetAndDestroy()
        return true
      case 'sse_stall':
        this.#exchange.breakOff()
        await sleep(this.#outcome.fault?.ms ?? 3_600_000, this.#exchange.gone)
        this.#response.socket?.resetAndDestroy()
        return true
      case 'sse_error':
        this.#exchange.breakOff()
        await this.#tellError()
        this.#response.end()
        return true
      case 'sse_bad_json':
        await this.#put('data: {"id":"chatcmpl-broken","choices":[{"delta":{"content":"\n\n')
        return false
      default:
        return false
    }
  }

  async #tellError(): Promise<void> {
    const message = 'The server had an error while processing your request (simulated)'
    const name = this.#outcome.question.api === 'responses' ? 'error' : undefined
    await this.event({ error: { message, type: 'server_error', code: null } }, name)
  }
}

function piecesOf(answers: readonly Answer[]): readonly Piece[] {
  return answers.flatMap(({ content }, answer) => {
    const text = content ?? ''
    const isLong = text.length > long
    const size = isLong ? charactersPerLargePiece : charactersPerPiece
    // By characters, so that no piece ends within one.
    const units = isLong ? text : Array.from(text)
    const pieces: Piece[] = []
    for (let at = 0; at < units.length; at += size) {
      const part = units.slice(at, at + size)
      pieces.push({ answer, text: typeof part === 'string' ? part : part.join('') })
    }
    return pieces
  })
}
