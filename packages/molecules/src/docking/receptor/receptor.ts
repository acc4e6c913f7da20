import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { basename, extname } from 'node:path'

import { ReceptorError } from '../errors.ts'
import type { FileAtom } from '../pdbqt.ts'
import { receptorAtoms } from './check.ts'
import { prepareReceptor, type PrepareReceptorOptions } from './prepare.ts'

/** A rigid receptor that is ready for Vina. */
export interface Receptor {
  readonly name: string
  readonly pdbqt: string
  readonly atoms: readonly FileAtom[]
  /** SHA-256 of the PDBQT. */
  readonly hash: string
  /** What was left out of the file or changed, in words; empty for a PDBQT. */
  readonly notes: readonly string[]
}

/**
 * A receptor from a PDBQT.
 * @throws ReceptorError for one that Vina would give meaningless scores for
 */
export function receptorFromPdbqt(pdbqt: string, name: string, notes: readonly string[] = []): Receptor {
  const atoms = receptorAtoms(pdbqt, name)
  return { name, pdbqt, atoms, hash: createHash('sha256').update(pdbqt).digest('hex'), notes }
}

/** A receptor from a PDB: see `prepareReceptor`. */
export async function receptorFromPdb(
  pdb: string,
  name: string,
  options: PrepareReceptorOptions = {},
): Promise<Receptor> {
  const { pdbqt, notes } = await prepareReceptor(pdb, name, options)
  return receptorFromPdbqt(pdbqt, name, notes)
}

/**
 * Reads a receptor from a file: .pdbqt as it is, .pdb or .ent prepared. Rejects with a ReceptorError for a file that is
 * missing or holds none, and with a ToolError where Open Babel fails.
 */
export async function readReceptor(path: string, options: PrepareReceptorOptions = {}): Promise<Receptor> {
  const extension = extname(path).toLowerCase()
  if (!['.pdbqt', '.pdb', '.ent'].includes(extension))
    throw new ReceptorError(`The receptor ${path} must be a .pdbqt, .pdb or .ent file`)
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new ReceptorError(`The receptor ${path} can not be read: ${(cause as Error).message}`, { cause })
  })
  const name = basename(path, extname(path)).replace(/_target$/, '')
  return extension === '.pdbqt' ? receptorFromPdbqt(text, name) : receptorFromPdb(text, name, options)
}
