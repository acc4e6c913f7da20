import { EngineError, random, type Engine, type GenerateRequest, type UpdateFacts } from '@textgrad/core'

import type { QedData } from './feedback.ts'
import { movesFor } from './moves.ts'
import { neighbourhood } from './moves/all-moves.ts'
import { chemistry, type Chemistry } from './rdkit/chemistry.ts'
import { mostAppraised, searchDesigns } from './rules/design-search.ts'

/** How many candidates it scores for itself before it proposes one. */
const candidates = 12
/** How many moves it makes candidates with. */
const movesMade = 16
/** How many promising molecules its reply lists. */
const shown = 12
/** How many values that were tried earlier it may go on from. */
const fallbacks = 8

/** What of a configuration tells how much there is to look at. */
export interface RulesConfig {
  readonly objective?: string | undefined
  readonly [option: string]: unknown
}

/**
 * Improves molecules without a language model. Where drug-likeness is all, it makes neighbours by reactions and cuts that
 * help against what the feedback names, scores some of them, and proposes the best that was not tried yet. Where a
 * design goal speaks, it breeds some generations from the best molecules so far by all moves, judges each by the goal,
 * with docking scores guessed from those so far, and proposes the most promising. What it scores counts as evaluations,
 * and its reply lists it.
 */
export function rules(config: RulesConfig = {}): Engine & AsyncDisposable {
  const rdkit = chemistry({ threads: 1 })
  return {
    id: 'rules/molecules',
    atMost: () => ({ evaluations: isPlain(config) ? candidates : mostAppraised }),
    async generate(request) {
      const { purpose, about } = request
      if (purpose !== 'update' || !about) {
        throw new EngineError(`rules/molecules can only propose updates; it was asked for '${purpose}'`, {
          kind: 'unsupported',
        })
      }
      const { log, best, looked } = await propose(rdkit, about, request)
      return {
        text: [...log, `<${about.tag}>${best}</${about.tag}>`].join('\n'),
        finish: 'stop',
        usage: { inputTokens: 0, outputTokens: 0, dollars: 0, evaluations: looked },
      }
    },
    [Symbol.asyncDispose]: () => rdkit[Symbol.asyncDispose](),
  }
}

interface Proposed {
  readonly log: readonly string[]
  readonly best: string
  readonly looked: number
}

async function propose(rdkit: Chemistry, about: UpdateFacts, request: GenerateRequest): Promise<Proposed> {
  const designs = await searchDesigns({ rdkit, about, request })
  if (designs) {
    const { best, looked } = designs
    const log = best
      .slice(0, shown)
      .map(({ smiles, expected }) => `${smiles} expected score ${expected.toFixed(4)}`)
    return {
      log: [`Looked at ${looked} molecules; the most promising:`, ...log],
      best: best[0]?.smiles ?? about.value,
      looked,
    }
  }
  const scored = await neighbours(rdkit, about, request)
  const log = scored.map(({ smiles, qed }) => `${smiles} QED ${qed.toFixed(4)}`)
  return {
    log: [`Scored ${scored.length} neighbours:`, ...log],
    best: scored[0]?.smiles ?? about.value,
    looked: scored.length,
  }
}

/** Whether QED is all that counts. */
function isPlain({ objective = 'qed', weights, wish, keep, forbid, similarity }: RulesConfig): boolean {
  const lists = [wish, keep, forbid].every((list) => !Array.isArray(list) || list.length === 0)
  return objective === 'qed' && weights === undefined && similarity === undefined && lists
}

interface Scored {
  readonly smiles: string
  readonly qed: number
}

/**
 * Neighbours that were not tried yet, the best first: of the value, or where it has none left, of the best tried; where no
 * move that helps can be made, as in a plain ring, by any move.
 */
async function neighbours(rdkit: Chemistry, about: UpdateFacts, request: GenerateRequest): Promise<Scored[]> {
  const known = new Set([about.value, ...about.history.map(({ value }) => value)])
  const tried = about.history.toSorted((a, b) => b.score - a.score).slice(0, fallbacks)
  for (const base of [about, ...tried]) {
    const around = await neighboursOf(rdkit, base, request)
    const fresh = around.filter((smiles) => !known.has(smiles)).slice(0, candidates)
    if (fresh.length > 0) return score(rdkit, fresh, request)
  }
  if (!about.feedback.some(({ data }) => isQedData(data))) return []
  const fresh: string[] = []
  const { seed = 0, path = '', signal } = request
  for await (const smiles of neighbourhood(rdkit, about.value, random(seed, path), { signal })) {
    if (!known.has(smiles)) fresh.push(smiles)
    if (fresh.length === candidates) break
  }
  return score(rdkit, fresh, request)
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
