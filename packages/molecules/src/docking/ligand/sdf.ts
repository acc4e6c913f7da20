import type { Point } from '../pdbqt.ts'
import type { SkeletonAtom, SkeletonBond } from './skeleton.ts'

export interface SdfMolecule {
  readonly title: string
  readonly atoms: readonly Pick<SkeletonAtom, 'element' | 'charge'>[]
  readonly bonds: readonly Pick<SkeletonBond, 'from' | 'to' | 'order'>[]
  /** Places in ångström; an atom without one is left out, with its bonds. */
  readonly points: readonly (Point | undefined)[]
  readonly fields?: Readonly<Record<string, string | number>>
}

/** A record of an SDF: a V2000 molfile (BIOVIA, CTfile Formats, 2020) with Kekulé bond orders, and data. */
export function writeSdf({ title, atoms, bonds, points, fields = {} }: SdfMolecule): string {
  const kept = [...atoms.keys()].filter((atom) => points[atom] !== undefined)
  const number = new Map(kept.map((atom, index) => [atom, index + 1]))
  const keptBonds = bonds.filter(({ from, to }) => number.has(from) && number.has(to))
  const lines = [
    title.replaceAll(/\s+/g, ' ').slice(0, 80),
    '  textgrad          3D',
    '',
    `${columns([kept.length, keptBonds.length])}  0  0  1  0  0  0  0  0999 V2000`,
    ...kept.map((atom) => {
      const place = points[atom]!.map((value) => value.toFixed(4).padStart(10)).join('')
      return `${place} ${atoms[atom]!.element.padEnd(3)} 0  0  0  0  0  0  0  0  0  0  0  0`
    }),
    ...keptBonds.map(({ from, to, order }) => `${columns([number.get(from)!, number.get(to)!, order])}  0`),
    ...kept
      .filter((atom) => atoms[atom]!.charge !== 0)
      .map((atom) => `M  CHG  1 ${columns([number.get(atom)!])} ${columns([atoms[atom]!.charge])}`),
    'M  END',
    ...Object.entries(fields).flatMap(([name, value]) => [`>  <${name}>`, String(value), '']),
    '$$$$',
  ]
  return `${lines.join('\n')}\n`
}

const columns = (values: readonly number[]): string =>
  values.map((value) => String(value).padStart(3)).join('')
