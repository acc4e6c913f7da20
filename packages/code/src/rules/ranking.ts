import type { Edited } from './all-edits.ts'

/**
 * Edits in the order in which they are worth trying: by the suspicion of the line times how often such an edit is what is needed.
 * Each further edit at the same place counts less, so that every place has its turn.
 */
export function ranked(edits: readonly Edited[], suspicion: (line: number) => number): Edited[] {
  return edits
    .map((one) => ({ one, weight: one.edit.prior * (0.05 + suspicion(one.line)) }))
    .toSorted((a, b) => b.weight - a.weight)
    .map(({ one }) => one)
}
