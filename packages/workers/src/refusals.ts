import { ReplyError } from 'ioredis'

/** Milliseconds after which what is refused again is told of again. */
const quiet = 60_000

/** Tells of what a Redis refuses that is there, as where its memory is full, it is a replica or a user may not write. */
export class Refusals {
  readonly #address: string
  readonly #tell: (remark: string) => void
  /** When each kind came last. */
  readonly #last = new Map<string, number>()

  constructor(address: string, tell: (remark: string) => void) {
    this.#address = address
    this.#tell = tell
  }

  /** Tells of it, if it is a refusal and not one of those that go on. */
  add(error: unknown): void {
    const why = refusalIn(error)
    if (why === undefined) return
    const [kind = ''] = why.split(' ')
    const now = performance.now()
    const goesOn = now - (this.#last.get(kind) ?? -quiet) < quiet
    this.#last.set(kind, now)
    if (goesOn) return
    this.#tell(
      `Redis refuses what is needed at ${this.#address} (${why}): what needs it waits until that is mended`,
    )
  }
}

/** What Redis said where it refused something; undefined where it did not. */
export function refusalIn(error: unknown): string | undefined {
  if (!(error instanceof ReplyError)) return undefined
  // A transaction says only that something in it was refused.
  const { message, previousErrors } = error as Error & { previousErrors?: readonly Error[] }
  return (previousErrors?.[0]?.message ?? message).replace(/\.?( script: .*)?$/s, '')
}
