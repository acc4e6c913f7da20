import type { QedData } from './feedback.ts'

/** A change of a molecule, and what it is good for. */
export interface Move {
  /** Reaction SMARTS of one reactant. */
  readonly reaction: string
  readonly helps: readonly string[]
}

/**
 * Reaction SMARTS, then what they help against: `mw-` lowers the molecular weight, `arom+` adds an aromatic ring,
 * a word in quotes removes the structural alerts with that word in their name.
 */
const table = `
  [*:1][CH2;!R;D2][CH2;!R;D2][CH2;!R;D2][CH2;!R:2]>>[*:1][CH2:2] | mw- alogp- rotb- alerts-
  [*:1][CH2;!R;D2][CH2;!R;D2][CH2;!R:2]>>[*:1][CH2:2] | mw- alogp- rotb- alerts-
  [*:1][CH2;!R;D2][CH2;!R:2]>>[*:1][CH2:2] | mw- alogp- rotb- alerts-
  [CH2:1][CH3]>>[CH3:1] | mw- alogp- rotb-
  [c:1][CH3]>>[cH:1] | mw- alogp-
  [c:1][F,Cl,Br,I]>>[cH:1] | mw- alogp- "halo" "iodine"
  [c:1]-!@[c:2]1[c,n][c,n][c,n][c,n][c,n]1>>[c:1] | mw- alogp- arom-
  [CH2;!R;D2:1][CH2;!R;D2:2][CH2;!R;D2:3][CH2;!R;D2:4][CH2;!R;D2:5]>>[CH:1]1[CH2:2][CH2:3][CH2:4][CH:5]1 | rotb- alerts-
  [CH2;!R;D2:1][CH2;!R;D2:2][CH2;!R;D2:3][CH2;!R;D2:4]>>[CH:1]1[CH2:2]O[CH2:3][CH:4]1 | rotb- alogp- psa+ alerts-
  [*:1][CH2;!R;D2][*:2]>>[*:1]O[*:2] | alogp- psa+ hba+ alerts-
  [*:1][CH2;!R;D2][*:2]>>[*:1]N[*:2] | alogp- psa+ hbd+ alerts-
  [CX4;!R:1][CH2;!R;D2][CH2;!R;D2][CX4,c:2]>>[C:1]C(=O)N[*:2] | alogp- psa+ hba+ hbd+ alerts-
  [cH:1][cH:2][cH:3]>>[cH:1][n:2][cH:3] | alogp- psa+ hba+
  [n:1]>>[cH:1] | alogp+ psa- hba-
  [CH3:1]>>[O:1] | alogp- psa+ hbd+
  [CH3:1]>>[F:1] | alogp-
  [*:1]-[OH:2]>>[*:1]-[O:2]C | hbd- psa-
  [C,c:1]-[NH:2]-[C,c:3]>>[*:1]-[N:2](C)-[*:3] | hbd- psa-
  [c:1][OH]>>[c:1]F | hbd- psa- "catechol" "hydroquinone"
  [c:1][NH2:2]>>[c:1][N:2](C)C | hbd- "aniline"
  [c:1][NH2:2]>>[c:1][NH:2]C(C)=O | psa+ mw+ "aniline"
  [C:1](=O)[OH]>>[C:1](=O)N1CCOCC1 | hbd- alogp+ mw+
  [C:1](=O)[NH2]>>[C:1](=O)N1CCCC1 | hbd- psa- mw+ alogp+
  [CH3:1]>>[CH2:1]c1ccccc1 | mw+ arom+ alogp+
  [CH3:1]>>[CH2:1]c1ccncc1 | mw+ arom+ hba+ psa+
  [CH3:1]>>[CH2:1]N1CCOCC1 | mw+ psa+ hba+
  [CH3:1]>>[CH2:1]O | hbd+ psa+ alogp-
  [CH3:1]>>[CH2:1]NC(C)=O | mw+ hbd+ psa+
  [CH3:1]>>[CH2:1]C | mw+ alogp+ rotb+
  [cH:1]>>[c:1]c1ccccc1 | mw+ arom+ alogp+
  [cH:1]>>[c:1]c1ccncc1 | mw+ arom+ hba+ psa+
  [cH:1]>>[c:1]c1cc[nH]n1 | mw+ arom+ hbd+ psa+
  [cH:1]>>[c:1]N1CCOCC1 | mw+ psa+ hba+
  [cH:1]>>[c:1]C(=O)N1CCCC1 | mw+ psa+ rotb+
  [cH:1]>>[c:1]NC(C)=O | mw+ hbd+ psa+
  [cH:1]>>[c:1]CO | mw+ hbd+ psa+ rotb+ alogp-
  [cH:1]>>[c:1]OC | mw+ hba+ psa+ rotb+
  [cH:1]>>[c:1]F | mw+ alogp+
  [cH:1]>>[c:1]C | mw+ alogp+
  [cH:1]>>[c:1]S(C)(=O)=O | mw+ psa+ hba+ alogp-
  [NH2:1]>>[NH:1]Cc1ccccc1 | mw+ arom+ alogp+ hbd-
  [NH2:1]>>[NH:1]c1ccccc1 | mw+ arom+ alogp+ hbd-
  [#6:1][N+](=O)[O-]>>[#6:1]C#N | alerts- mw- "nitro"
  [#6:1][N+](=O)[O-]>>[#6:1]F | alerts- mw- psa- "nitro"
  [#6:1][N+](=O)[O-]>>[#6:1]C(N)=O | alerts- hbd+ "nitro"
  [#6:1][N+](=O)[O-]>>[#6:1]S(C)(=O)=O | alerts- "nitro"
  [#6:1][CH]=O>>[#6:1]CO | hbd+ "aldehyde"
  [#6:1][CH]=O>>[#6:1]C(C)=O | "aldehyde"
  [#6:1][CH]=O>>[#6:1]C(N)=O | hbd+ psa+ "aldehyde"
  [#6:1][CH]=O>>[#6:1]C#N | "aldehyde"
  [SH:1]>>[OH:1] | "thiol"
  [#6:1][I,Br]>>[#6:1]F | mw- alogp- "iodine" "chloride"
  [C:1][Cl,Br,I]>>[C:1]C | "chloride"
  [C:1][Cl,Br,I]>>[C:1]O | hbd+ "chloride"
  [C;!R:1]=[N;!R:2]>>[C:1][N:2] | "imine" "amidine" "oxime"
  [*:1][N;!R]=[N;!R][*:2]>>[*:1]C(=O)N[*:2] | hbd+ "azo"
  [C;!R:1]=[C;!R:2]>>[C:1][C:2] | "alkene" "diene" "Michael" "enol" "stilbene"
  [C;!R:1]#[C;!R:2]>>[C:1][C:2] | "alkyne" "alkynyl"
  [#6:1](=O)[O;!R:2][#6:3]>>[#6:1](=O)[N:2][#6:3] | hbd+ "ester" "carbonate"
  [#16:1]-[#16:2]>>[C:1]-[C:2] | "disulfide"
  [N:1]-[N;!R:2]>>[N:1]-[C:2] | "hydrazine" "hydrazide"
  [#8:1]-[#8:2]>>[#8:1]-[C:2] | "peroxide"
  [#6:1]=S>>[#6:1]=O | "thiocarbonyl"
  [n:1][OH]>>[n:1] | "N-hydroxy" "N-oxide"
  [n+:1][O-]>>[n+0:1] | "N-oxide"
  [N:1][OH]>>[N:1]C | hbd- "hydroxamic" "oxime"
`

export const moves: readonly Move[] = table
  .trim()
  .split('\n')
  .map((line) => {
    const [reaction, helps] = line.split(' | ')
    return {
      reaction: reaction!.trim(),
      helps: [...helps!.matchAll(/"([^"]+)"|\S+/g)].map(([all, word]) => word ?? all),
    }
  })

/** The moves that help against what the feedback names, those against the costliest first. */
export function movesFor({ terms, alerts }: QedData): readonly Move[] {
  const goals = terms.flatMap(({ property, change }) =>
    property === 'alerts' ? ['alerts-', ...alerts] : [`${property}${change === 'raise' ? '+' : '-'}`],
  )
  const rank = ({ helps }: Move): number =>
    goals.findIndex((goal) =>
      helps.some((help) => (/[+-]$/.test(help) ? goal === help : goal.includes(help))),
    )
  return moves
    .map((move) => ({ move, rank: rank(move) }))
    .filter((one) => one.rank !== -1)
    .toSorted((a, b) => a.rank - b.rank)
    .map(({ move }) => move)
}
