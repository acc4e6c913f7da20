import type { Artifact } from '@textgrad/core'

import type { Assessment } from './rdkit/answer.ts'
import type { Chemistry } from './rdkit/chemistry.ts'

const size = { width: 420, height: 300 }

/** The molecule drawn with the atoms of its alerts marked, and the eight properties with what they cost. */
export async function moleculeArtifacts(
  rdkit: Chemistry,
  { canonical, terms, alerts }: Assessment,
  signal?: AbortSignal,
): Promise<readonly Artifact[]> {
  const highlightAtoms = [...new Set(alerts.flatMap(({ atoms }) => atoms))]
  const drawing = await rdkit.draw(canonical, { ...size, highlightAtoms }, { signal })
  const title = highlightAtoms.length > 0 ? `${canonical}, structural alerts marked` : canonical
  const table: Artifact = {
    kind: 'table',
    name: 'drug-likeness',
    title: 'Drug-likeness, property by property',
    columns: ['property', 'value', 'desirability', 'costs'],
    rows: terms.map(({ property, value, desirability, cost }) => [
      property,
      round(value),
      round(desirability),
      round(cost),
    ]),
  }
  // What can not be drawn, for its size, is still measured.
  return 'svg' in drawing ? [{ kind: 'svg', name: 'molecule', title, svg: drawing.svg }, table] : [table]
}

function round(value: number): number {
  return Number(value.toFixed(3))
}
