import type { Random } from '@textgrad/core'

import { moves } from '../moves.ts'
import type { Chemistry } from '../rdkit/chemistry.ts'
import { growth, parts } from './parts.ts'
import { ringEdits } from './ring-edits.ts'

/** Every reaction that a search may try. */
const everyReaction: readonly string[] = [
  ...new Set([...moves.map(({ reaction }) => reaction), ...ringEdits, ...growth]),
]

const reactionsAtOnce = 12
/** Cuts and joins are drawn as often as so many reactions. */
const joinsPerBatch = 6

/**
 * The molecules around one, each a valid molecule and each once, in a random order: by reactions, by cutting a
 * substituent off, and by joining parts, or halves of `mates`, at a cut. Lazily, so that who takes a few pays for a few.
 */
export async function* neighbourhood(
  rdkit: Chemistry,
  smiles: string,
  random: Random,
  {
    mates = [],
    signal,
  }: { readonly mates?: readonly string[]; readonly signal?: AbortSignal | undefined } = {},
): AsyncGenerator<string> {
  const reactions = random.shuffle(everyReaction)
  const seen = new Set([smiles])
  for (let from = 0; from < reactions.length; from += reactionsAtOnce) {
    const made = await rdkit.neighbours(smiles, reactions.slice(from, from + reactionsAtOnce), {
      cut: from === 0,
      parts,
      mates,
      joins: joinsPerBatch,
      seed: random.integer(2 ** 31),
      signal,
    })
    for (const next of random.shuffle(made)) {
      if (seen.has(next) || next.includes('.')) continue
      seen.add(next)
      yield next
    }
  }
}
