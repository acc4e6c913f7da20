/** Anything of RDKit's that lives outside JavaScript's garbage collection. */
interface Handle {
  delete(): void
}

/** Takes over a handle: it is deleted when its scope ends. Null, RDKit's failure, becomes undefined. */
export type Own = <H extends Handle>(handle: H | null | undefined) => H | undefined

/** Counts handles and deletes them: one that is not deleted leaks some 20 kB for good. */
export class Handles {
  #live = 0

  /** Handles taken over and not yet deleted. */
  get live(): number {
    return this.#live
  }

  /** Runs `use` and then deletes every handle that it took over, the last first, also where it throws. */
  scope<T>(use: (own: Own) => T): T {
    const owned: Handle[] = []
    const own: Own = (handle) => {
      if (!handle) return undefined
      this.#live += 1
      owned.push(handle)
      return handle
    }
    try {
      return use(own)
    } finally {
      for (const handle of owned.toReversed()) {
        this.#live -= 1
        handle.delete()
      }
    }
  }
}
