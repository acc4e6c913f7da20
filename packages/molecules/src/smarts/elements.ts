const rows = `
  * H He
  Li Be B C N O F Ne Na Mg Al Si P S Cl Ar
  K Ca Sc Ti V Cr Mn Fe Co Ni Cu Zn Ga Ge As Se Br Kr
  Rb Sr Y Zr Nb Mo Tc Ru Rh Pd Ag Cd In Sn Sb Te I Xe
  Cs Ba La Ce Pr Nd Pm Sm Eu Gd Tb Dy Ho Er Tm Yb Lu Hf Ta W Re Os Ir Pt Au Hg Tl Pb Bi Po At Rn
  Fr Ra Ac Th Pa U Np Pu Am Cm Bk Cf Es Fm Md No Lr Rf Db Sg Bh Hs Mt Ds Rg Cn Nh Fl Mc Lv Ts Og`

const symbols: readonly string[] = rows.trim().split(/\s+/)
const numbers = new Map(symbols.map((symbol, number) => [symbol, number]))

/** The symbol of an atomic number from 0 (`*`, a dummy atom) to 118. */
export const symbolOf = (element: number): string => symbols[element] ?? `#${element}`

/** The atomic number of a symbol such as `Cl`, or undefined. */
export const elementOf = (symbol: string): number | undefined => numbers.get(symbol)
