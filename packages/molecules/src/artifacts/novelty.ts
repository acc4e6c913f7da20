import type { Artifact } from '@textgrad/core'

import type { Chemistry } from '../rdkit/chemistry.ts'
import type { KnownDrug } from './known-drugs.ts'

/** How new a molecule is beside known drugs, as a table. */
export async function noveltyArtifact(
  rdkit: Chemistry,
  smiles: string,
  drugs: readonly KnownDrug[],
  signal?: AbortSignal,
): Promise<readonly Artifact[]> {
  const found = await rdkit.novelty(
    smiles,
    drugs.map((drug) => drug.smiles),
    { signal },
  )
  if (!found.ok) return []
  const nearest = drugs.find((drug) => drug.smiles === found.nearest)
  return [
    {
      kind: 'table',
      name: 'novelty',
      title: `Novelty beside ${drugs.length} known drugs (RDKit's path fingerprint)`,
      columns: ['greatest Tversky (drug as reference)', 'greatest Tanimoto', 'nearest drug'],
      rows: [[round(found.tversky), round(found.tanimoto), nearest?.name || found.nearest]],
    },
  ]
}

const round = (value: number): number => Number(value.toFixed(3))
