import { extname } from 'node:path'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'

import { textPieces } from '@textgrad/host'
import { parse, type CsvError } from 'csv-parse'

import type { Chemistry } from '../rdkit/chemistry.ts'
import { readSdf } from './sdf.ts'

/** A molecule of a file: `smiles`, and what else its row or record says, in the order of the file. */
export type MoleculeRow = { readonly smiles: string } & Readonly<Record<string, string>>

export const fileExtensions: readonly string[] = ['.csv', '.smi', '.sdf']

/**
 * The molecules of a file, one by one: a .csv with a column smiles, a .smi with a SMILES and perhaps a name on each line
 * (column `name`), or an .sdf (V2000 or V3000; its title is the column `name`, its data are columns). A record of an SDF
 * that can not be read has no smiles and the column `error`.
 * @throws {TypeError} for another extension, for a CSV without a column smiles, or one that is malformed or empty
 */
export async function* readMoleculeFile(
  file: string,
  rdkit: Chemistry,
  signal?: AbortSignal,
): AsyncGenerator<MoleculeRow> {
  const extension = extname(file).toLowerCase()
  if (!fileExtensions.includes(extension))
    throw new TypeError(
      `Expected a file that ends in ${fileExtensions.join(', ')}, got ${JSON.stringify(file)}`,
    )
  if (extension === '.sdf') yield* readSdf(file, rdkit, signal)
  else {
    const text = Readable.from(textPieces(file, signal))
    yield* extension === '.smi' ? readSmi(text) : readCsv(file, text)
  }
}

async function* readSmi(stream: NodeJS.ReadableStream): AsyncGenerator<MoleculeRow> {
  for await (const line of createInterface({ input: stream })) {
    const [, smiles = '', name = ''] = /^(\S*)\s*(.*)$/.exec(line)!
    yield { smiles, name }
  }
}

async function* readCsv(file: string, text: Readable): AsyncGenerator<MoleculeRow> {
  const rows = text.pipe(parse({ columns: header(file), skip_empty_lines: true, relax_quotes: true }))
  text.on('error', (error) => rows.destroy(error))
  try {
    yield* rows as AsyncIterable<MoleculeRow>
    if (rows.info.bytes === 0) throw new TypeError(`${file} is empty: a column smiles is expected`)
  } catch (error) {
    throw (error as CsvError).code?.startsWith('CSV_') ? malformed(file, error as CsvError) : error
  }
}

function malformed(file: string, cause: CsvError): TypeError {
  return new TypeError(`${file}: ${cause.message}`, { cause })
}

function header(file: string): (names: string[]) => string[] {
  return (names) => {
    const count = names.filter((name) => name === 'smiles').length
    if (count === 1) return names
    if (count > 1) throw new TypeError(`${file} has ${count} columns smiles`)
    throw new TypeError(`${file} has no column smiles; it has ${names.join(', ')}`)
  }
}
