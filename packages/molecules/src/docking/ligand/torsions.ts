import { isHydrogen } from './ligand.ts'
import { neighboursOf, type Skeleton } from './skeleton.ts'

type Molecule = Pick<Skeleton, 'atoms' | 'bonds'>

/** A part of a molecule that does not bend, and the parts that turn on it. */
export interface RigidPart {
  /** Heavy atoms, the one it hangs on first. */
  readonly atoms: readonly number[]
  readonly branches: readonly { readonly from: number; readonly part: RigidPart }[]
}

/**
 * The bonds that Vina may turn: single, in no ring, with more than hydrogens on both sides, and no amide, amidine or
 * the like, which keep flat. Of the bonds at both ends of a rod of triple bonds one is enough.
 */
function rotatableBonds(molecule: Molecule): readonly (readonly [number, number])[] {
  const { atoms, bonds } = molecule
  const neighbours = neighboursOf(molecule)
  const heavy = neighbours.map((around) => around.filter((atom) => !isHydrogen(atoms[atom]!)))
  return bonds
    .filter(({ order, aromatic, ring }) => order === 1 && !aromatic && !ring)
    .filter(({ from, to }) => heavy[from]!.length > 1 && heavy[to]!.length > 1)
    .filter(({ from, to }) => !isAmide(molecule, from, to) && !isAmide(molecule, to, from))
    .filter(({ from, to }) => turnsSomething(molecule, heavy, [from, to]))
    .map(({ from, to }) => [from, to] as const)
}

/** Whether `nitrogen` is bonded to a carbon with a double bond to nitrogen, oxygen or sulphur. */
export function isAmide({ atoms, bonds }: Molecule, carbon: number, nitrogen: number): boolean {
  if (atoms[carbon]!.element !== 'C' || atoms[nitrogen]!.element !== 'N' || atoms[carbon]!.aromatic)
    return false
  return bonds.some(({ from, to, order }) => {
    const other = from === carbon ? to : to === carbon ? from : undefined
    return order === 2 && other !== undefined && ['N', 'O', 'S'].includes(atoms[other]!.element)
  })
}

function turnsSomething(
  { atoms }: Molecule,
  heavy: readonly (readonly number[])[],
  [from, to]: readonly [number, number],
): boolean {
  const isLinear = (atom: number) => atoms[atom]!.shape === 'linear'
  if (isLinear(from) && isLinear(to)) return false
  for (const [start, rod] of [
    [from, to],
    [to, from],
  ] as const) {
    if (!isLinear(rod)) continue
    const end = rodEnd(heavy, isLinear, [start, rod])
    if (end === undefined || end.beyond < start) return false
  }
  return true
}

/** What is at the other end of a rod of linear atoms, if more follows there. */
function rodEnd(
  heavy: readonly (readonly number[])[],
  isLinear: (atom: number) => boolean,
  [start, first]: readonly [number, number],
): { readonly beyond: number } | undefined {
  let [before, here] = [start, first]
  while (isLinear(here)) {
    const next = heavy[here]!.find((atom) => atom !== before)
    if (next === undefined) return undefined
    before = here
    here = next
  }
  return heavy[here]!.length > 1 ? { beyond: here } : undefined
}

/** The molecule as a tree of rigid parts; its root is the largest of them. */
export function rigidParts(molecule: Molecule): RigidPart {
  const { atoms, bonds } = molecule
  const turning = new Set(rotatableBonds(molecule).map(([a, b]) => `${a} ${b}`))
  const isTurning = (a: number, b: number) => turning.has(`${a} ${b}`) || turning.has(`${b} ${a}`)
  const neighbours = neighboursOf({ atoms, bonds }).map((around) =>
    around.filter((atom) => !isHydrogen(atoms[atom]!)),
  )
  const gather = (start: number): number[] => {
    const found = [start]
    for (const atom of found)
      for (const next of neighbours[atom]!)
        if (!isTurning(atom, next) && !found.includes(next)) found.push(next)
    return found
  }
  const grow = (start: number, parent: number): RigidPart => {
    const part = gather(start)
    const branches = part.flatMap((from) =>
      neighbours[from]!.filter((to) => isTurning(from, to) && to !== parent).map((to) => ({
        from,
        part: grow(to, from),
      })),
    )
    return { atoms: part, branches }
  }
  const heavy = [...atoms.keys()].filter((atom) => !isHydrogen(atoms[atom]!))
  const sizes = new Map(heavy.map((atom) => [atom, gather(atom).length]))
  const root = heavy.reduce((best, atom) => (sizes.get(atom)! > sizes.get(best)! ? atom : best), heavy[0]!)
  return grow(root, -1)
}
