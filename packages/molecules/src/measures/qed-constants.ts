/** The properties that QED combines, in its order. */
export interface QedProperties {
  /** Average molecular weight in u. */
  readonly mw: number
  /** Crippen logP. */
  readonly alogp: number
  /** Hydrogen bond acceptors. */
  readonly hba: number
  /** Hydrogen bond donors. */
  readonly hbd: number
  /** Topological polar surface area in Å². */
  readonly psa: number
  /** Rotatable bonds. */
  readonly rotb: number
  /** Aromatic rings. */
  readonly arom: number
  /** Structural alerts: how many of the 116 patterns occur. */
  readonly alerts: number
}

/** The parameters of an asymmetric double sigmoid. */
export interface Sigmoid {
  readonly a: number
  readonly b: number
  readonly c: number
  readonly d: number
  readonly e: number
  readonly f: number
  readonly max: number
}

export type QedWeights = 'mean' | 'max' | 'none'

/** Names of the properties in QED's order. */
export const qedPropertyNames = ['mw', 'alogp', 'hba', 'hbd', 'psa', 'rotb', 'arom', 'alerts'] as const

/**
 * The constants of QED: G. R. Bickerton et al., Nature Chemistry 2012, 4, 90, doi:10.1038/nchem.1243, as
 * RDKit's rdkit/Chem/QED.py has them (see NOTICE.md).
 */
export const qedConstants: {
  readonly weights: Readonly<Record<QedWeights, QedProperties>>
  readonly desirability: Readonly<Record<keyof QedProperties, Sigmoid>>
} = {
  weights: {
    mean: { mw: 0.66, alogp: 0.46, hba: 0.05, hbd: 0.61, psa: 0.06, rotb: 0.65, arom: 0.48, alerts: 0.95 },
    max: { mw: 0.5, alogp: 0.25, hba: 0, hbd: 0.5, psa: 0, rotb: 0.5, arom: 0.25, alerts: 1 },
    none: { mw: 1, alogp: 1, hba: 1, hbd: 1, psa: 1, rotb: 1, arom: 1, alerts: 1 },
  },
  desirability: {
    mw: {
      a: 2.817065973,
      b: 392.5754953,
      c: 290.7489764,
      d: 2.419764353,
      e: 49.22325677,
      f: 65.37051707,
      max: 104.9805561,
    },
    alogp: {
      a: 3.172690585,
      b: 137.8624751,
      c: 2.534937431,
      d: 4.581497897,
      e: 0.822739154,
      f: 0.576295591,
      max: 131.3186604,
    },
    hba: {
      a: 2.948620388,
      b: 160.4605972,
      c: 3.615294657,
      d: 4.435986202,
      e: 0.290141953,
      f: 1.300669958,
      max: 148.7763046,
    },
    hbd: {
      a: 1.618662227,
      b: 1010.051101,
      c: 0.985094388,
      d: 1e-9,
      e: 0.713820843,
      f: 0.920922555,
      max: 258.1632616,
    },
    psa: {
      a: 1.876861559,
      b: 125.2232657,
      c: 62.90773554,
      d: 87.83366614,
      e: 12.01999824,
      f: 28.51324732,
      max: 104.5686167,
    },
    rotb: {
      a: 0.01,
      b: 272.4121427,
      c: 2.55837997,
      d: 1.565547684,
      e: 1.271567166,
      f: 2.758063707,
      max: 105.4420403,
    },
    arom: {
      a: 3.21778897,
      b: 957.7374108,
      c: 2.274627939,
      d: 1e-9,
      e: 1.317690384,
      f: 0.375760881,
      max: 312.337261,
    },
    alerts: {
      a: 0.01,
      b: 1199.094025,
      c: -0.09002883,
      d: 1e-9,
      e: 0.185904477,
      f: 0.875193782,
      max: 417.725314,
    },
  },
}

/** The eleven patterns whose matches are QED's hydrogen bond acceptors. */
export const acceptorSmarts: readonly string[] = [
  '[oH0;X2]',
  '[OH1;X2;v2]',
  '[OH0;X2;v2]',
  '[OH0;X1;v2]',
  '[O-;X1]',
  '[SH0;X2;v2]',
  '[SH0;X1;v2]',
  '[S-;X1]',
  '[nH0;X2]',
  '[NH0;X1;v3]',
  '[$([N;+0;X3;v3]);!$(N[C,S]=O)]',
]
