import { EngineError, random, type Engine, type GenerateRequest, type UpdateFacts } from '@textgrad/core'

import type { QedData } from './feedback.ts'
import { movesFor } from './moves.ts'
import { chemistry, type Chemistry } from './rdkit/chemistry.ts'

/** How many candidates it scores for itself before it proposes one. */
const candidates = 12
/** How many moves it makes candidates with. */
const movesMade = 16
/** How many values that were tried earlier it may go on from. */
const fallbacks = 8

/**
 * Improves molecules without a language model: makes neighbours by reactions and cuts that help against what the
 * feedback names, scores some of them, and proposes the best that was not tried yet. What it scores counts as
 * evaluations, and its reply lists it.
 */
export function rules(): Engine & AsyncDisposable {
  const rdkit = chemistry({ threads: 1 })
  return {
    id: 'rules/molecules',
    atMost: { evaluations: candidates },
    async generate(request) {
      const { purpose, about } = request
      if (purpose !== 'update' || !about) {
        throw new EngineError(`rules/molecules can only propose updates; it was asked for '${purpose}'`, {
          kind: 'unsupported',
        })
      }
      const scored = await neighbours(rdkit, about, request)
      const best = scored[0]?.smiles ?? about.value
      const log = scored.map(({ smiles, qed }) => `${smiles} QED ${qed.toFixed(4)}`)
      const text = [
        `Scored ${scored.length} neighbours:`,
        ...log,
        `<${about.tag}>${best}</${about.tag}>`,
      ].join('\n')
      return {
        text,
        finish: 'stop',
        usage: { inputTokens: 0, outputTokens: 0, dollars: 0, evaluations: scored.length },
      }
    },
    [Symbol.asyncDispose]: () => rdkit[Symbol.asyncDispose](),
  }
}

interface Scored {
  readonly smiles: string
  readonly qed: number
}

/** Neighbours that were not tried yet, the best first: of the value, or where it has none left, of the best tried. */
async function neighbours(rdkit: Chemistry, about: UpdateFacts, request: GenerateRequest): Promise<Scored[]> {
  const known = new Set([about.value, ...about.history.map(({ value }) => value)])
  const tried = about.history.toSorted((a, b) => b.score - a.score).slice(0, fallbacks)
  for (const base of [about, ...tried]) {
    const around = await neighboursOf(rdkit, base, request)
    const fresh = around.filter((smiles) => !known.has(smiles)).slice(0, candidates)
    if (fresh.length > 0) return score(rdkit, fresh, request)
  }
  return []
}

/** Molecules that a move makes of a value, helpful against what is said of it; in a random order. */
async function neighboursOf(
  rdkit: Chemistry,
  { value, feedback }: Pick<UpdateFacts, 'value' | 'feedback'>,
  { seed = 0, path = '', signal }: GenerateRequest,
): Promise<string[]> {
  const data = feedback.flatMap((one) => (isQedData(one.data) ? [one.data] : []))
  const { shuffle } = random(seed, path)
  const reactions = shuffle(data.flatMap(movesFor)).slice(0, movesMade)
  const cut = data.some(({ terms }) =>
    terms.some(({ property, change }) => property !== 'arom' && change === 'lower'),
  )
  const made = await rdkit.neighbours(
    value,
    reactions.map(({ reaction }) => reaction),
    { cut, signal },
  )
  return shuffle(made)
}

async function score(
  rdkit: Chemistry,
  smiles: readonly string[],
  { signal }: GenerateRequest,
): Promise<Scored[]> {
  const assessed = await Promise.all(smiles.map((one) => rdkit.measure(one, { signal })))
  return assessed
    .flatMap((one) => (one.ok ? [{ smiles: one.canonical, qed: one.qed }] : []))
    .toSorted((a, b) => b.qed - a.qed)
}

function isQedData(data: unknown): data is QedData {
  return typeof data === 'object' && data !== null && 'goal' in data && data.goal === 'qed'
}
