import { extname } from 'node:path'

import { random } from '@textgrad/core'

import { fileExtensions, readMoleculeFile } from '../files/read-molecules.ts'
import type { Chemistry } from '../rdkit/chemistry.ts'
import type { DesignConfig } from './config.ts'

/** The three fragments that the TextGrad paper (arXiv 2406.07496) starts from. */
export const paperFragments = { benzene: 'c1ccccc1', pentane: 'CCCCC', acetamide: 'CC(N)=O' } as const

/**
 * The molecules to start from, canonical, each once.
 * @throws {TypeError} for what is no molecule, naming it, and for a file without molecules
 */
export async function startsOf(
  { start, draw, drawSeed }: Pick<DesignConfig, 'start' | 'draw' | 'drawSeed'>,
  rdkit: Chemistry,
  signal: AbortSignal | undefined,
): Promise<readonly string[]> {
  if (!fileExtensions.includes(extname(start).toLowerCase())) {
    const smiles = (paperFragments as Readonly<Record<string, string>>)[start] ?? start
    return [await canonical(smiles, rdkit, signal)]
  }
  const all = await Array.fromAsync(readMoleculeFile(start, rdkit, signal))
  const rows = all.filter(({ smiles, name, error }) => `${smiles}${name ?? ''}${error ?? ''}` !== '')
  if (rows.length === 0) throw new TypeError(`${start} holds no molecules`)
  const chosen = draw === undefined ? rows : random(drawSeed, 'draw').shuffle(rows).slice(0, draw)
  const read = await Promise.all(chosen.map(({ smiles }) => canonical(smiles, rdkit, signal)))
  return [...new Set(read)]
}

async function canonical(smiles: string, rdkit: Chemistry, signal: AbortSignal | undefined): Promise<string> {
  const read = await rdkit.measure(smiles, { signal })
  if (read.ok) return read.canonical
  throw new TypeError(
    `The start ${JSON.stringify(smiles.slice(0, 200))} is not a molecule in SMILES: ${read.reason}`,
  )
}
