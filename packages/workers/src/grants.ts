import type { Call, EngineLayer, Json, Pay, Spend } from '@textgrad/core'

import { inTurn } from './in-turn.ts'
import type { Answer, Asked } from './messages.ts'
import { fromWire, toWire } from './wire-error.ts'

type Ended = Extract<Asked, { op: 'end' }>
type Once = Extract<Asked, { op: 'once' }>

/** Something that a worker may do, and what it told of its end. */
interface Grant {
  /** Whether it may, or what is known already. */
  readonly begun: Promise<Answer>
  readonly end: PromiseWithResolvers<Ended>
  /** What is kept of it. */
  readonly kept: Promise<Answer>
  readonly pay?: () => Pay | undefined
}

/**
 * What one worker may do for one job. Its results go through the call of the run, and so through its journal and its budget:
 * they are committed before the worker is told to go on with them.
 */
export class Grants {
  readonly #call: Call
  readonly #turns: EngineLayer | undefined
  readonly #grants = new Map<string, Grant>()
  readonly #closed = new AbortController()

  /** Requests to models wait for their turn in `turns`. */
  constructor(call: Call, turns?: EngineLayer) {
    this.#call = call
    this.#turns = turns
  }

  async answer(asked: Exclude<Asked, { op: 'begin' | 'beat' | 'file' | 'done' }>): Promise<Answer> {
    if (asked.op === 'end') {
      const grant = this.#grants.get(asked.of)
      if (!grant) return { over: true }
      if (asked.error) grant.end.reject(fromWire(asked.error))
      else grant.end.resolve(asked)
      return grant.kept
    }
    const known = this.#grants.get(asked.id)
    if (known) return known.begun
    const grant = asked.op === 'once' ? this.#once(asked) : this.#pay(asked)
    if (!grant) return { over: true }
    this.#grants.set(asked.id, grant)
    return grant.begun
  }

  /** What is under way failed by `reason`. */
  close(reason: unknown): void {
    this.#closed.abort(reason)
    for (const { end } of this.#grants.values()) end.reject(reason)
  }

  #once({ place, key, hash, cost }: Once): Grant {
    const end = waiting()
    const begun = Promise.withResolvers<Answer>()
    let pay: Pay | undefined
    let told: Ended | undefined
    const run = async (given?: Pay): Promise<Json | undefined> => {
      pay = given
      begun.resolve({ go: true })
      told = await end.promise
      return told.result
    }
    const kept = this.#call.child(place).once(key, run, {
      hash: () => hash,
      inPieces: () => told?.inPieces ?? false,
      ...(cost && {
        cost: {
          purpose: cost.purpose,
          reserve: cost.reserve as Partial<Spend>,
          spent: () => (told?.spent ?? {}) as Partial<Spend>,
        },
      }),
    })
    const answer = kept.then(
      (result): Answer => ({ kept: result === undefined ? {} : { result } }),
      (error: unknown): Answer => ({ error: toWire(error) }),
    )
    void answer.then(begun.resolve)
    return { begun: begun.promise, end, kept: answer, pay: () => pay }
  }

  #pay({ once, model }: Extract<Asked, { op: 'pay' }>): Grant {
    const pay = this.#grants.get(once)?.pay?.()
    const end = waiting()
    const begun = Promise.withResolvers<Answer>()
    const request = (): Promise<Ended> => {
      begun.resolve({ go: true })
      return end.promise
    }
    const paid = async (): Promise<Ended> => (pay ? pay(request) : request())
    const turns = model && this.#turns
    const kept = (turns ? inTurn(turns, model, { request: paid, signal: this.#closed.signal }) : paid()).then(
      (): Answer => ({ go: true }),
      (error: unknown): Answer => ({ error: toWire(error) }),
    )
    void kept.then(begun.resolve)
    return { begun: begun.promise, end, kept }
  }
}

function waiting(): PromiseWithResolvers<Ended> {
  const end = Promise.withResolvers<Ended>()
  end.promise.catch(() => undefined)
  return end
}
