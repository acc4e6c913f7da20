/** Ends what belongs to a signal when that is aborted: one listener for each signal, however many wait. */
export class Aborts<T> {
  readonly #end: (one: T, reason: unknown) => void
  readonly #groups = new Map<AbortSignal, Set<T>>()

  constructor(end: (one: T, reason: unknown) => void) {
    this.#end = end
  }

  /** Until it is disposed of. */
  watch(signal: AbortSignal | undefined, one: T): Disposable {
    if (!signal) return { [Symbol.dispose]() {} }
    const group = this.#groups.get(signal) ?? this.#listen(signal)
    group.add(one)
    return {
      [Symbol.dispose]: () => {
        group.delete(one)
        if (group.size > 0) return
        signal.removeEventListener('abort', this.#aborted)
        if (this.#groups.get(signal) === group) this.#groups.delete(signal)
      },
    }
  }

  #listen(signal: AbortSignal): Set<T> {
    const group = new Set<T>()
    this.#groups.set(signal, group)
    signal.addEventListener('abort', this.#aborted)
    return group
  }

  readonly #aborted = ({ target }: Event): void => {
    const signal = target as AbortSignal
    for (const one of this.#groups.get(signal) ?? []) this.#end(one, signal.reason)
  }
}
