import { readFile } from 'node:fs/promises'

import dicomParser from 'dicom-parser'

import { CaseError } from '../errors.ts'
import { Fields } from './fields.ts'

/** Explicit and implicit little-endian. */
const readable = ['1.2.840.10008.1.2.1', '1.2.840.10008.1.2']

/**
 * Reads a DICOM file.
 * @throws CaseError naming the file and the rule, where it is not there, is no DICOM file, ends too early, is compressed, or
 * is not little-endian.
 */
export async function readDicomFile(file: string): Promise<Fields> {
  let bytes: Uint8Array
  try {
    bytes = await readFile(file)
  } catch (cause) {
    throw new CaseError(file, { field: 'file', rule: `expected a readable file: ${String(cause)}`, cause })
  }
  return dicomFields(bytes, file)
}

/** Reads the bytes of a DICOM file; errors call it `source`. As `readDicomFile`. */
export function dicomFields(bytes: Uint8Array, source: string): Fields {
  try {
    const fields = new Fields(source, dicomParser.parseDicom(bytes))
    const syntax = fields.text('TransferSyntaxUID')
    if (!readable.includes(syntax))
      throw fields.wrong('TransferSyntaxUID', `expected little-endian without compression, got ${syntax}`)
    return fields
  } catch (cause) {
    if (cause instanceof CaseError) throw cause
    const rule = `expected a whole DICOM file: ${messageOf(cause)}`
    throw new CaseError(source, { field: 'file', rule, cause })
  }
}

/** The parser throws texts and objects, too. */
function messageOf(thrown: unknown): string {
  if (thrown instanceof Error) return thrown.message
  if (typeof thrown === 'object' && thrown !== null && 'exception' in thrown) return String(thrown.exception)
  return String(thrown)
}
