import { random, type Random } from '@textgrad/core/random'

import { cuts } from './cuts.ts'
import { join, openParts, type OpenPart } from './joins.ts'
import type { Rdkit } from './module.ts'
import { react } from './reactions.ts'

/** Ways to vary a molecule. */
export interface VariantsQuestion {
  readonly smiles: string
  /** Reaction SMARTS of one reactant. */
  readonly reactions: readonly string[]
  /** Whether to cut substituents off as well. */
  readonly cut?: boolean | undefined
  /** Parts with an open bond `[*:1]`, each of which may take the place of the smaller side of a cut. */
  readonly parts?: readonly string[] | undefined
  /** Molecules to cross with: a side of one and a side of the other, joined. */
  readonly mates?: readonly string[] | undefined
  /** How many joins are made at most (default: 24), drawn by `seed`. */
  readonly joins?: number | undefined
  readonly seed?: number | undefined
}

/** Valid molecules that one change makes of a molecule, each once, without itself; sorted by where they come from. */
export function variants(rdkit: Rdkit, question: VariantsQuestion): readonly string[] {
  const { smiles, reactions, cut } = question
  const found = new Set<string>()
  for (const reaction of reactions) for (const product of react(rdkit, reaction, smiles)) found.add(product)
  if (cut) for (const { larger } of cuts(rdkit, smiles)) found.add(larger)
  for (const joined of joinsOf(rdkit, question)) found.add(joined)
  found.delete(smiles)
  return [...found]
}

function joinsOf(rdkit: Rdkit, question: VariantsQuestion): string[] {
  const { smiles, parts = [], mates = [], joins = 24, seed = 0 } = question
  const strangers = mates.map((mate) => openParts(rdkit, mate)).filter(({ length }) => length > 0)
  const own = parts.length + strangers.length > 0 ? openParts(rdkit, smiles) : []
  const source = random(seed, smiles)
  const pairs =
    own.length > 0 ? Array.from({ length: joins }, () => pairOf({ own, parts, strangers, source })) : []
  return pairs.flatMap(([a, b]) => {
    const whole = join(rdkit, a, b)
    return whole === undefined || whole.includes('.') ? [] : whole
  })
}

interface Choice {
  readonly own: readonly Cut[]
  readonly parts: readonly OpenPart[]
  readonly strangers: readonly (readonly Cut[])[]
  readonly source: Random
}

type Cut = readonly [larger: OpenPart, smaller: OpenPart]

/** What is joined: the larger side of a cut and a part, or any side and one of a mate. */
function pairOf({ own, parts, strangers, source }: Choice): readonly [OpenPart, OpenPart] {
  const { pick, integer } = source
  const cut = pick(own)
  const isCross = strangers.length > 0 && (parts.length === 0 || integer(2) === 0)
  return isCross ? [cut[integer(2)]!, pick(pick(strangers))[integer(2)]!] : [cut[0], pick(parts)]
}
