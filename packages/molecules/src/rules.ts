import { EngineError, random, type Engine, type GenerateRequest, type UpdateFacts } from '@textgrad/core'

import type { QedData } from './feedback.ts'
import { movesFor } from './moves.ts'
import { chemistry, type Chemistry } from './rdkit/chemistry.ts'

/** How many candidates it scores for itself before it proposes one. */
const candidates = 12
/** How many moves it makes candidates with. */
const tried = 16

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

/** Neighbours that were not tried yet, the best first. */
async function neighbours(
  rdkit: Chemistry,
  { value, feedback, history }: UpdateFacts,
  { seed = 0, path = '', signal }: GenerateRequest,
): Promise<Scored[]> {
  const data = feedback.flatMap((one) => (isQedData(one.data) ? [one.data] : []))
  const fitting = data.flatMap(movesFor)
  const { shuffle } = random(seed, path)
  const reactions = shuffle(fitting)
    .slice(0, tried)
    .map(({ reaction }) => reaction)
  const cut = data.some(({ terms }) =>
    terms.some(({ property, change }) => property !== 'arom' && change === 'lower'),
  )
  const known = new Set(history.map((one) => one.value))
  const made = await rdkit.neighbours(value, reactions, { cut, signal })
  const chosen = shuffle(made.filter((smiles) => !known.has(smiles))).slice(0, candidates)
  const assessed = await Promise.all(chosen.map((smiles) => rdkit.assess(smiles, { signal })))
  return assessed
    .flatMap((one) => (one.ok ? [{ smiles: one.canonical, qed: one.qed }] : []))
    .toSorted((a, b) => b.qed - a.qed)
}

function isQedData(data: unknown): data is QedData {
  return typeof data === 'object' && data !== null && 'goal' in data && data.goal === 'qed'
}
