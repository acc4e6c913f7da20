import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'

import type { Chemistry } from '../rdkit/chemistry.ts'
import type { MoleculeRow } from './read-molecules.ts'

/** A record of an SDF (BIOVIA, CTfile Formats, 2020): a molfile, and named data. */
interface SdfRecord {
  readonly molfile: string
  readonly title: string
  readonly fields: Readonly<Record<string, string>>
}

/** The records of the lines of an SDF. */
async function* sdfRecords(lines: AsyncIterable<string> | Iterable<string>): AsyncGenerator<SdfRecord> {
  let record: string[] = []
  for await (const line of lines) {
    if (line.startsWith('$$$$')) {
      yield recordOf(record)
      record = []
    } else record.push(line.replace(/\r$/, ''))
  }
  if (record.some((line) => line.trim() !== '')) yield recordOf(record)
}

function recordOf(lines: readonly string[]): SdfRecord {
  const end = lines.findIndex((line) => line.startsWith('M  END'))
  const molfile = lines.slice(0, end === -1 ? lines.length : end + 1)
  const fields: Record<string, string> = {}
  let name: string | undefined
  let value: string[] = []
  const keep = () => {
    if (name !== undefined) fields[name] = value.join('\n').trimEnd()
  }
  for (const line of end === -1 ? [] : lines.slice(end + 1)) {
    const header = /^>.*?<([^>]*)>/.exec(line)
    if (header) {
      keep()
      name = header[1]!
      value = []
    } else value.push(line)
  }
  keep()
  return { molfile: `${molfile.join('\n')}\n`, title: lines[0]?.trim() ?? '', fields }
}

/** The molecules of an SDF as rows, each with a column for every field that some record has. */
export async function* readSdf(
  file: string,
  rdkit: Chemistry,
  signal?: AbortSignal,
): AsyncGenerator<MoleculeRow> {
  const records = () =>
    sdfRecords(createInterface({ input: createReadStream(file, { ...(signal && { signal }) }) }))
  const empty: Record<string, string> = {}
  for await (const { fields } of records()) for (const name of Object.keys(fields)) empty[name] = ''
  for await (const { molfile, title, fields } of records()) {
    const read = await rdkit.readMolfile(molfile, { signal })
    const row = { ...empty, ...fields, name: title }
    yield read.ok ? { ...row, smiles: read.smiles } : { ...row, smiles: '', error: read.reason }
  }
}

/** A record as text: a molfile with data, which RDKit and others read again. */
export function sdfRecord(
  molfile: string,
  fields: Readonly<Record<string, string | number | boolean>>,
): string {
  const data = Object.entries(fields).flatMap(([name, value]) => [
    `>  <${name.replaceAll(/[<>\r\n]/g, '_')}>`,
    oneRecord(value),
    '',
  ])
  return `${[molfile.replace(/\n*$/, ''), ...data, '$$$$'].join('\n')}\n`
}

/** An empty line would end the value, and $$$$ the record. */
function oneRecord(value: string | number | boolean): string {
  return String(value)
    .replaceAll(/\n\s*(?=\n|$)/g, '')
    .replaceAll(/^\$\$\$\$/gm, '$$$ $')
}
