import { ParseError, type Codec } from '@textgrad/core'

import type { Chemistry } from './rdkit/chemistry.ts'

/** A molecule as SMILES; what a model writes is read by RDKit and kept in canonical form. */
export function smiles(rdkit: Chemistry): Codec<string> {
  return {
    name: 'smiles',
    render: (value) => value,
    async parse(written) {
      const text = written
        .trim()
        .replace(/^`+|`+$/g, '')
        .trim()
      const read = await rdkit.measure(text)
      if (read.ok) return read.canonical
      throw new ParseError(
        `${JSON.stringify(text.slice(0, 200))} is not a molecule in SMILES: ${read.reason}`,
      )
    },
  }
}
