import type { Artifact } from '@textgrad/core'

import type { Docking } from '../docking/docking-program.ts'
import { readAtoms } from '../docking/pdbqt.ts'
import type { Receptor } from '../docking/receptor/receptor.ts'
import { poseView } from './pose-view.ts'

/** How far a residue may be from the pose to belong to its pocket, ångström. */
const reach = 6

/** The best pose of a docking with what is around it: a picture, the pose as SDF, the pocket as PDBQT, and what touches what. */
export function poseArtifacts(docking: Docking, receptor: Receptor): readonly Artifact[] {
  const pose = docking.poses[0]
  if (!pose) return []
  const { name } = receptor
  const title = `${docking.molecule} in ${name}, ${docking.score.toFixed(2)} kcal/mol`
  const place = pose.sdf
    ? ({ kind: 'structure', format: 'sdf', text: pose.sdf } as const)
    : ({ kind: 'structure', format: 'pdbqt', text: pose.pdbqt } as const)
  const pocket = pocketOf(pose.pdbqt, receptor.pdbqt)
  return [
    {
      name: `view-${name}`,
      title: `Best pose of ${title}, from the front and from above`,
      kind: 'svg',
      svg: poseView(pose.pdbqt, pocket, docking.contacts),
    },
    { name: `pose-${name}`, title: `Best pose of ${title}`, ...place, around: `pocket-${name}` },
    {
      name: `pocket-${name}`,
      title: `Pocket of ${name} around it`,
      kind: 'structure',
      format: 'pdbqt',
      text: pocket,
    },
    {
      name: `contacts-${name}`,
      title: `What ${title} touches`,
      kind: 'table',
      columns: ['residue', 'distance (Å)', 'atoms', 'hydrogen bonds'],
      rows: docking.contacts.residues.map(({ residue, distance, atoms }) => [
        residue,
        distance,
        atoms.join(' '),
        docking.contacts.hydrogenBonds
          .filter((bond) => bond.residue === residue)
          .map(({ atom, partner, distance: length }) => `${atom} with ${partner}, ${length.toFixed(1)} Å`)
          .join('; '),
      ]),
    },
  ]
}

/** Name, chain and number of the residue that a line is of. */
const residueOf = (line: string): string => line.slice(17, 27)

/** The lines of a receptor whose residues come near a pose. */
export function pocketOf(pose: string, receptor: string): string {
  const points = readAtoms(pose).map(({ position }) => position)
  const lines = receptor.split(/\r?\n/).filter((line) => /^(ATOM|HETATM)/.test(line))
  const near = new Set(
    lines
      .filter((line) => {
        const at = [30, 38, 46].map((from) => Number(line.slice(from, from + 8)))
        return points.some((point) => Math.hypot(...point.map((value, axis) => value - at[axis]!)) <= reach)
      })
      .map(residueOf),
  )
  return `${lines.filter((line) => near.has(residueOf(line))).join('\n')}\n`
}
