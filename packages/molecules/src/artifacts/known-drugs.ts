import { readMoleculeFile } from '../files/read-molecules.ts'
import type { Chemistry } from '../rdkit/chemistry.ts'

/** A drug to compare with. */
export interface KnownDrug {
  readonly smiles: string
  readonly name: string
  readonly qed: number
  /** Its docking score in the same target, kcal/mol, where the file says it. */
  readonly vina?: number
}

/**
 * Reads known drugs from a file: a .csv with a column smiles and perhaps `name` and `vina` (kcal/mol), a .smi or .sdf.
 * @throws {TypeError} for a row that is no molecule, or whose vina is no number
 */
export async function readDrugs(
  file: string,
  rdkit: Chemistry,
  signal: AbortSignal | undefined,
): Promise<readonly KnownDrug[]> {
  const drugs: KnownDrug[] = []
  for await (const row of readMoleculeFile(file, rdkit, signal)) {
    const {
      smiles,
      name = '',
      vina,
    } = row as Readonly<Record<string, string | undefined>> & { smiles: string }
    const read = await rdkit.measure(smiles, { signal })
    if (!read.ok) throw new TypeError(`${file}: ${JSON.stringify(smiles)} is not a molecule: ${read.reason}`)
    const score = vina === undefined || vina.trim() === '' ? undefined : Number(vina)
    if (score !== undefined && !Number.isFinite(score))
      throw new TypeError(`${file}: the vina of ${smiles} is no number: ${JSON.stringify(vina)}`)
    drugs.push({ smiles: read.canonical, name, qed: read.qed, ...(score !== undefined && { vina: score }) })
  }
  if (drugs.length === 0) throw new TypeError(`${file} holds no drugs`)
  return drugs
}
