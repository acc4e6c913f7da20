import { isHydrogen } from './ligand.ts'
import { neighboursOf, type FlatBond, type Skeleton } from './skeleton.ts'

/**
 * The single bonds from a carbonyl carbon that have one usual form, outside rings: a secondary amide has its hydrogen
 * opposite to the oxygen, an ester or acid what follows on the same side.
 */
export function carbonylBonds(molecule: Pick<Skeleton, 'atoms' | 'bonds'>): FlatBond[] {
  const { atoms, bonds } = molecule
  const neighbours = neighboursOf(molecule)
  const isSingle = (a: number, b: number) =>
    bonds.some(
      ({ from, to, order, ring }) =>
        order === 1 && !ring && ((from === a && to === b) || (from === b && to === a)),
    )
  const doubled = bonds
    .filter(({ order }) => order === 2)
    .flatMap(({ from, to }) => [[from, to] as const, [to, from] as const])
  const carbonyls = doubled.filter(
    ([carbon, oxygen]) => atoms[carbon]!.element === 'C' && atoms[oxygen]!.element === 'O',
  )
  return carbonyls.flatMap(([carbon, oxygen]) =>
    neighbours[carbon]!.filter((hetero) => hetero !== oxygen && isSingle(carbon, hetero)).flatMap(
      (hetero): FlatBond[] => {
        const around = neighbours[hetero]!.filter((atom) => atom !== carbon)
        const hydrogens = around.filter((atom) => isHydrogen(atoms[atom]!))
        const { element } = atoms[hetero]!
        if (element === 'O' && around.length === 1)
          return [{ ends: [oxygen, carbon, hetero, around[0]!], trans: false }]
        const isSecondary = element === 'N' && around.length === 2 && hydrogens.length === 1
        return isSecondary ? [{ ends: [oxygen, carbon, hetero, hydrogens[0]!], trans: true }] : []
      },
    ),
  )
}
