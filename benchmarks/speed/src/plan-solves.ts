import type { Journal, JournalEntry } from '@textgrad/core'
import { contentCache } from '@textgrad/host'

/** A solve's place in a run: what comes before differs, what it hashes is the case with its settings. */
const solve = /(^|\/)solve-[0-9a-f]+$/

/**
 * Keeps the solves of plans in a folder, by case and settings: runs on the same case share them, whatever their goals, and a
 * benchmark that was stopped goes on where it was. Nothing else of a run is kept.
 */
export function solvesIn(folder: string): Journal {
  const cache = contentCache(folder)
  return {
    async get(path, hash) {
      const text = solve.test(path) ? await cache.get(hash) : undefined
      return text === undefined ? undefined : (JSON.parse(text) as JournalEntry)
    },
    async intent() {},
    async settle(path, entry) {
      if (solve.test(path)) await cache.put(entry.hash, JSON.stringify(entry))
    },
  }
}
