/**
 * Covalent radii in ångström for single bonds (Cordero et al., Dalton Transactions 2008, 2832; carbon as sp3), of the
 * elements that occur in ligands.
 */
export const covalentRadius: Readonly<Record<string, number>> = {
  H: 0.31,
  B: 0.84,
  C: 0.76,
  N: 0.71,
  O: 0.66,
  F: 0.57,
  Si: 1.11,
  P: 1.07,
  S: 1.05,
  Cl: 1.02,
  Br: 1.2,
  I: 1.39,
}

/**
 * Van der Waals radii in ångström as Vina scores with them (Trott and Olson, Journal of Computational Chemistry 31:455,
 * 2010, after X-Score).
 */
export const vinaRadius: Readonly<Record<string, number>> = {
  C: 1.9,
  N: 1.8,
  O: 1.7,
  F: 1.5,
  P: 2.1,
  S: 2,
  Cl: 1.8,
  Br: 2,
  I: 2.2,
}

/** The elements, besides hydrogen, that Vina has parameters for and that every version reads in a ligand. */
export const ligandElements: ReadonlySet<string> = new Set(['C', 'N', 'O', 'F', 'P', 'S', 'Cl', 'Br', 'I'])

const elementByType: Readonly<Record<string, string>> = {
  A: 'C',
  NA: 'N',
  OA: 'O',
  SA: 'S',
  HD: 'H',
  CG0: 'C',
  CG1: 'C',
  CG2: 'C',
  CG3: 'C',
}

/** The element of an AutoDock atom type. */
export const elementOfType = (type: string): string => elementByType[type] ?? type
