import type { RunEvent } from '@textgrad/core'

import type { MoleculeRecord } from './write-molecules.ts'

/**
 * The molecules that a run tried, in order and each once, with their score, metrics and what was wrong as fields, and
 * the best pose where they were docked: for `writeMoleculeFile` and `moleculeGrid`.
 */
export function moleculesOf(events: readonly RunEvent[]): readonly MoleculeRecord[] {
  const poses = new Map<string, string>()
  for (const event of events) {
    if (event.type !== 'artifact' || event.artifact.kind !== 'structure') continue
    const { format, text } = event.artifact
    if (format === 'sdf' && !poses.has(event.id)) poses.set(event.id, text)
  }
  const seen = new Set<string>()
  return events.flatMap((event) => {
    if (event.type !== 'evaluation') return []
    const { id, step, candidate, evaluation } = event
    const { score, metrics, feasible, error } = evaluation
    const entries = Object.entries(candidate)
    return entries.flatMap(([parameter, smiles]): MoleculeRecord[] => {
      if (seen.has(smiles)) return []
      seen.add(smiles)
      // In a batch a molecule has its own score, and the metrics are those of all.
      const item = evaluation.items?.find((one) => one.id === parameter)
      const numbers = item ? { score: item.score } : { score, feasible, ...metrics }
      const fields = {
        step,
        ...(entries.length > 1 && { parameter }),
        ...numbers,
        ...(error !== undefined && { error }),
      }
      return [{ smiles, fields, sdf: entries.length === 1 ? poses.get(id) : undefined }]
    })
  })
}
