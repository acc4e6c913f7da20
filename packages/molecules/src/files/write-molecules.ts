import { writeFile } from 'node:fs/promises'
import { extname } from 'node:path'

import type { Chemistry } from '../rdkit/chemistry.ts'
import { sdfRecord } from './sdf.ts'

/** A molecule to write: its SMILES, what is known of it, and perhaps its place in a receptor. */
export interface MoleculeRecord {
  readonly smiles: string
  readonly name?: string
  readonly fields?: Readonly<Record<string, string | number | boolean>>
  /** The record of a pose, as a docking gives it. */
  readonly sdf?: string | undefined
}

/**
 * Writes molecules to a file: an .sdf with fields as data (the pose where there is one, else the coordinates of a
 * drawing), a .csv with a column for every field, or an .smi.
 * @throws {TypeError} for another extension, and for an SDF of what is no molecule
 */
export async function writeMoleculeFile(
  file: string,
  records: readonly MoleculeRecord[],
  rdkit: Chemistry,
): Promise<void> {
  const extension = extname(file).toLowerCase()
  if (extension === '.sdf')
    return writeFile(file, (await Promise.all(records.map((one) => sdfOf(one, rdkit)))).join(''))
  if (extension === '.csv') return writeFile(file, csvOf(records))
  if (extension === '.smi')
    return writeFile(
      file,
      records.map(({ smiles, name = '' }) => `${smiles}${name && ` ${oneLine(name)}`}\n`).join(''),
    )
  throw new TypeError(`Expected a file that ends in .sdf, .csv or .smi, got ${JSON.stringify(file)}`)
}

async function sdfOf(
  { smiles, name = '', fields = {}, sdf }: MoleculeRecord,
  rdkit: Chemistry,
): Promise<string> {
  const data = { smiles, ...fields }
  const title = oneLine(name || smiles).slice(0, 80)
  if (sdf !== undefined) return sdfRecord(titled(sdf.slice(0, sdf.indexOf('M  END') + 6), title), data)
  const written = await rdkit.writeMolfile(smiles)
  if (!written.ok) throw new TypeError(`${JSON.stringify(smiles)} can not be written: ${written.reason}`)
  return sdfRecord(titled(written.molfile, title), data)
}

/** The first line of a molfile is its title. */
const titled = (molfile: string, title: string): string => `${title}${molfile.slice(molfile.indexOf('\n'))}`

const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim()

function csvOf(records: readonly MoleculeRecord[]): string {
  const columns = [
    ...new Set(['smiles', 'name', ...records.flatMap(({ fields = {} }) => Object.keys(fields))]),
  ]
  const rows = records.map(({ smiles, name = '', fields = {} }) => {
    const cells: Readonly<Record<string, string | number | boolean>> = { ...fields, smiles, name }
    return columns.map((column) => cell(String(cells[column] ?? '')))
  })
  return [columns.map(cell), ...rows].map((row) => `${row.join(',')}\r\n`).join('')
}

/** As RFC 4180 has it. */
const cell = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
