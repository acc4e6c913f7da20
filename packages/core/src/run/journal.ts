import type { Json } from '../json.ts'
import type { Spend, SpendPurpose } from './budget.ts'

/**
 * What a run has committed, so that the same program run again continues where it stopped: a result that
 * was settled is given back and its work is never done again.
 */
export interface Journal {
  /** The settled result of this path and request hash. */
  get(path: string, hash: string): Promise<JournalEntry | undefined>
  /** Notes that an attempt begins and what it may cost at most. */
  intent(path: string, attempt: Attempt): Promise<void>
  /** Takes back the last intent of this path: it surely cost nothing, or it is kept piece by piece at other paths. */
  release?(path: string): Promise<void>
  /** Commits the result; it must be durable before it is used. Throws StoreError. */
  settle(path: string, entry: JournalEntry): Promise<void>
}

export interface Attempt {
  readonly hash: string
  readonly reserved: Partial<Spend>
  /** What it is paid for; undefined where it costs nothing. */
  readonly purpose?: SpendPurpose
}

export interface JournalEntry {
  readonly hash: string
  readonly reply: Json
  readonly spent: Partial<Spend>
}

/** A journal that lasts as long as the process. */
export function memoryJournal(): Journal & { readonly size: number } {
  const entries = new Map<string, JournalEntry>()
  return {
    get size() {
      return entries.size
    },
    async get(path, hash) {
      const entry = entries.get(path)
      return entry?.hash === hash ? entry : undefined
    },
    async intent() {},
    async settle(path, entry) {
      entries.set(path, entry)
    },
  }
}
