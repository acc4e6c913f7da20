import type { Artifact } from '@textgrad/core'

import type { Chemistry } from '../rdkit/chemistry.ts'
import { escaped } from './scatter.ts'

export interface GridMolecule {
  readonly smiles: string
  /** Is written below it (default: the SMILES). */
  readonly caption?: string
}

const cell = { width: 240, height: 180 }
const captionHeight = 18
const columns = 4
const mostCells = 200

/**
 * Molecules side by side in one SVG document, the atoms of structural alerts marked; at most 200, and what is no
 * molecule or too large to draw is named in its place.
 */
export async function moleculeGrid(
  rdkit: Chemistry,
  molecules: readonly GridMolecule[],
  signal?: AbortSignal,
): Promise<Extract<Artifact, { kind: 'svg' }>> {
  const shown = molecules.slice(0, mostCells)
  const cells = await Promise.all(shown.map((one, index) => cellOf(rdkit, one, index, signal)))
  const rows = Math.max(1, Math.ceil(shown.length / columns))
  const width = Math.min(columns, Math.max(1, shown.length)) * cell.width
  const height = rows * (cell.height + captionHeight)
  const more = molecules.length > shown.length ? `, the first ${shown.length} of ${molecules.length}` : ''
  return {
    kind: 'svg',
    name: 'molecules',
    title: `Molecules, structural alerts marked${more}`,
    svg: `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="sans-serif" font-size="11"><rect width="${width}" height="${height}" fill="#fff"/>${cells.join('')}</svg>`,
  }
}

async function cellOf(
  rdkit: Chemistry,
  { smiles, caption = smiles }: GridMolecule,
  index: number,
  signal: AbortSignal | undefined,
): Promise<string> {
  const x = (index % columns) * cell.width
  const y = Math.floor(index / columns) * (cell.height + captionHeight)
  const assessed = await rdkit.assess(smiles, { signal })
  const highlightAtoms = assessed.ok ? [...new Set(assessed.alerts.flatMap(({ atoms }) => atoms))] : []
  const drawn = assessed.ok
    ? await rdkit.draw(assessed.canonical, { ...cell, highlightAtoms }, { signal })
    : assessed
  const picture = 'svg' in drawn ? placed(drawn.svg, x, y) : text(x, y + cell.height / 2, drawn.reason)
  return picture + text(x, y + cell.height + 13, caption)
}

/** A document as a part of another one. */
function placed(svg: string, x: number, y: number): string {
  return svg.replace(/^[^]*?<svg\b/, `<svg x="${x}" y="${y}"`).trim()
}

function text(x: number, y: number, words: string): string {
  const short = words.length > 40 ? `${words.slice(0, 39)}…` : words
  return `<text x="${x + cell.width / 2}" y="${y}" text-anchor="middle">${escaped(short)}</text>`
}
