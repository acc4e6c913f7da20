/**
 * Pieces that drugs are often made of, each with the atom that binds at `[*:1]`: rings, rings with a linker, small groups.
 * Written for this purpose from common knowledge of medicinal chemistry; none has a structural alert of QED.
 */
const rings = `
  c1ccccc1 c1cccnc1 c1ccncc1 c1ccccn1 c1cncnc1 c1ccc(F)cc1 c1cccc(F)c1 c1ccc(C)cc1 c1ccc(OC)cc1 c1ccc(C#N)cc1
  c1ccc(C(F)(F)F)cc1 c1ccc(Cl)cc1 c1ccco1 c1cccs1 c1ccsc1 c1cn[nH]c1 c1cc[nH]n1 c1nccs1 c1cnn(C)c1 c1ncc[nH]1
  c1ccc2[nH]ccc2c1 c1c[nH]c2ccccc12 c1ccc2ncccc2c1 c1cnc2ccccc2c1 c1nc2ccccc2[nH]1 c1cc2ccccc2o1 c1ccc2c(c1)CCC2
  c1ccc2c(c1)OCO2 C1CCCCC1 C1CCCC1 C1CC1 C1CCOCC1 C1CCNCC1 C1CCCNC1
`
const cyclicAmines = 'N1CCOCC1 N1CCCC1 N1CCCCC1 N1CCNCC1 N1CCN(C)CC1 N1CCc2ccccc2C1 N1CCC(O)CC1'
const linked = `
  Cc1ccccc1 Cc1ccncc1 CCc1ccccc1 C(=O)c1ccccc1 C(=O)N1CCOCC1 C(=O)Nc1ccccc1 C(=O)NCc1ccccc1 C(=O)NC1CC1
  CN1CCOCC1 CC1CCCCC1 C(=O)C1CC1 S(=O)(=O)c1ccccc1
`
const groups = 'C CC C(C)C F O OC C#N C(N)=O C(=O)NC NC(C)=O CO C(F)(F)F S(C)(=O)=O N(C)C C(=O)O'

const words = (text: string): string[] => text.trim().split(/\s+/)

/** Pieces that bind by carbon: those may sit on nitrogen and oxygen too. */
const carbonRings = words(rings)
const carbonLinked = words(linked).filter((piece) => piece.startsWith('C'))

/** Pieces as SMILES in which the first atom binds. */
const pieces: readonly string[] = [...carbonRings, ...words(cyclicAmines), ...words(linked), ...words(groups)]

/** The same as parts with an open bond, for joining. */
export const parts: readonly string[] = pieces.map((piece) => `[*:1]${piece}`)

/** Where a molecule can grow: the atom with a hydrogen, and what it is afterwards. */
const sites = [
  { from: '[cH:1]', to: '[c:1]', takes: pieces },
  { from: '[CH3;$(C[#6]):1]', to: '[CH2:1]', takes: pieces },
  { from: '[CH2;R;$(C([#6])[#6]):1]', to: '[CH:1]', takes: [...carbonRings, ...words(groups)] },
  { from: '[NH2;X3;$(N[#6]):1]', to: '[NH:1]', takes: [...carbonRings, ...carbonLinked] },
  { from: '[NH;X3;$(N([#6])[#6]):1]', to: '[N:1]', takes: [...carbonLinked, 'C', 'CC', 'c1ccccc1', 'C1CC1'] },
  { from: '[nH:1]', to: '[n:1]', takes: ['C', 'CC', 'C(C)C', 'Cc1ccccc1', 'c1ccccc1'] },
  {
    from: '[OH;$(O[#6;!$(C=O)]):1]',
    to: '[O:1]',
    takes: ['C', ...carbonRings.slice(0, 12), 'Cc1ccccc1', 'CCN1CCOCC1'],
  },
] as const

/** Reaction SMARTS that add a piece in place of a hydrogen. */
export const growth: readonly string[] = sites.flatMap(({ from, to, takes }) =>
  takes.map((piece) => `${from}>>${to}-${piece}`),
)
