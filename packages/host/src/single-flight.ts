import { abortable } from './abortable.ts'

interface Flight<T> {
  readonly outcome: Promise<T>
  readonly controller: AbortController
  waiting: number
  /** Whether somebody was given the outcome as the one who asked for it. */
  landed: boolean
}

/** The outcome of a flight: `isFirst` for exactly one of those that waited for it. */
export interface Landing<T> {
  readonly value: T
  readonly isFirst: boolean
}

/** Does the same work once for all who ask for it at the same time. */
export class SingleFlight<T> {
  readonly #flights = new Map<string, Flight<T>>()

  /** One who aborts leaves the others their flight; it is aborted when nobody waits for it any more. */
  async join(
    key: string,
    signal: AbortSignal | undefined,
    run: (signal: AbortSignal) => Promise<T>,
  ): Promise<Landing<T>> {
    const flight = this.#flights.get(key) ?? this.#start(key, run)
    flight.waiting++
    try {
      const value = await abortable(flight.outcome, signal)
      const isFirst = !flight.landed
      flight.landed = true
      return { value, isFirst }
    } finally {
      if (--flight.waiting === 0 && signal?.aborted) this.#abort(key, flight, signal.reason)
    }
  }

  #start(key: string, run: (signal: AbortSignal) => Promise<T>): Flight<T> {
    const controller = new AbortController()
    const outcome = run(controller.signal)
    const flight = { outcome, controller, waiting: 0, landed: false }
    this.#flights.set(key, flight)
    const end = (): void => this.#forget(key, flight)
    outcome.then(end, end)
    return flight
  }

  /** Who comes after that begins anew. */
  #abort(key: string, flight: Flight<T>, reason: unknown): void {
    this.#forget(key, flight)
    flight.controller.abort(reason)
  }

  #forget(key: string, flight: Flight<T>): void {
    if (this.#flights.get(key) === flight) this.#flights.delete(key)
  }
}
