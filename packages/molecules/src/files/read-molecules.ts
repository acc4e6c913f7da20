import { createReadStream } from 'node:fs'
import { extname } from 'node:path'
import { createInterface } from 'node:readline'

import { parse } from 'csv-parse'

import type { Chemistry } from '../rdkit/chemistry.ts'
import { readSdf } from './sdf.ts'

/** A molecule of a file: `smiles`, and what else its row or record says, in the order of the file. */
export type MoleculeRow = { readonly smiles: string } & Readonly<Record<string, string>>

export const fileExtensions: readonly string[] = ['.csv', '.smi', '.sdf']

/**
 * The molecules of a file, one by one: a .csv with a column smiles, a .smi with a SMILES and perhaps a name on each line
 * (column `name`), or an .sdf (V2000 or V3000; its title is the column `name`, its data are columns). A record of an SDF
 * that can not be read has no smiles and the column `error`.
 * @throws {TypeError} for another extension, for a CSV without a column smiles, or one that is malformed
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
    const stream = createReadStream(file, { ...(signal && { signal }) })
    yield* extension === '.smi' ? readSmi(stream) : readCsv(file, stream)
  }
}

async function* readSmi(stream: NodeJS.ReadableStream): AsyncGenerator<MoleculeRow> {
  for await (const line of createInterface({ input: stream })) {
    const [, smiles = '', name = ''] = /^(\S*)\s*(.*)$/.exec(line)!
    yield { smiles, name }
  }
}

async function* readCsv(
  file: string,
  stream: ReturnType<typeof createReadStream>,
): AsyncGenerator<MoleculeRow> {
  const rows = stream.pipe(
    parse({ columns: header(file), bom: true, skip_empty_lines: true, relax_quotes: true }),
  )
  stream.on('error', (error) => rows.destroy(error))
  yield* rows as AsyncIterable<MoleculeRow>
}

function header(file: string): (names: string[]) => string[] {
  return (names) => {
    if (names.includes('smiles')) return names
    throw new TypeError(`${file} has no column smiles; it has ${names.join(', ')}`)
  }
}
