import { feedback, satisfied, type Feedback, type Json } from '@textgrad/core'

import { propertyWords, type PropertyName } from '../measures/properties.ts'
import type { Constraints } from './constraints.ts'
import type { Goal, GoalVerdict, TermVerdict } from './goal.ts'

/** The same fact for programs: the score, and what each term adds to it. */
export interface GoalData {
  readonly goal: 'design'
  readonly molecule: string
  readonly score: number
  readonly ranking: Goal
  readonly constraints: Constraints
  readonly terms: readonly {
    readonly term: string
    readonly value: number
    readonly cost: number
    readonly emphasis: number
  }[]
}

const words: Readonly<Record<string, string>> = {
  vina: 'the docking score',
  avoid: 'binding where it should not bind',
  qed: '1 - QED',
  sa: 'synthetic accessibility (SA score)',
  similarity: '1 - similarity to the reference',
  filters: 'troublesome groups',
}

/** What the goal says of a molecule, exactly: how the terms add up, and which costs most. */
export function goalFeedback(
  { goal, constraints }: { readonly goal: Goal; readonly constraints: Constraints },
  { score, terms }: GoalVerdict,
  canonical: string,
): Feedback {
  if (goal.kind === 'wishes' && terms.every(({ desire = 1 }) => desire === 1)) return satisfied
  const data: GoalData = {
    goal: 'design',
    molecule: canonical,
    score,
    ranking: goal,
    constraints,
    terms: terms.map(({ term, value, cost, emphasis }) => ({ term, value, cost, emphasis })),
  }
  // Plain data, which JSON has to hold as it is.
  return feedback(textOf(goal, { score, terms }, canonical), JSON.parse(JSON.stringify(data)) as Json)
}

function textOf(goal: Goal, { score, terms }: GoalVerdict, canonical: string): string {
  if (goal.kind === 'costs') return costsText(goal.name, terms, canonical)
  if (goal.kind === 'wishes') return wishesText(terms, score, canonical)
  return `The score of ${canonical} is its ${goal.name}, ${score.toFixed(3)}; higher is better.`
}

function costsText(name: string, terms: readonly TermVerdict[], canonical: string): string {
  const total = terms.reduce((sum, { cost }) => sum + cost, 0)
  const parts = terms.map(
    ({ term, value, cost }) => `${words[term] ?? term} adds ${cost.toFixed(2)}${measured(term, value)}`,
  )
  return `${name} of ${canonical} is ${total.toFixed(2)}; lower is better: ${parts.join(', ')}.`
}

function wishesText(terms: readonly TermVerdict[], score: number, canonical: string): string {
  const missing = terms
    .filter(({ desire = 1 }) => desire < 1)
    .toSorted((a, b) => b.cost - a.cost || a.desire! - b.desire!)
  const parts = missing.map(
    ({ term, value, cost, desire = 1 }) =>
      `${wordsOf(term)}, ${figure(value)}, is liked ${desire.toFixed(2)}, which costs ${cost.toFixed(3)}`,
  )
  const rest = parts.length > 0 ? `: ${parts.join('; ')}` : '; every wish is fulfilled'
  return `The desirability of ${canonical} is ${score.toFixed(3)}, from 0 to 1; higher is better${rest}.`
}

function measured(term: string, value: number): string {
  if (term === 'vina' || term === 'avoid') return ` (${value.toFixed(2)} kcal/mol)`
  return term === 'qed' || term === 'similarity'
    ? ` (${term === 'qed' ? 'QED' : 'similarity'} ${value.toFixed(3)})`
    : ` (${figure(value)})`
}

function wordsOf(term: string): string {
  if (term === 'qed') return 'drug-likeness (QED)'
  return words[term] ?? (term in propertyWords ? propertyWords[term as PropertyName][0] : term)
}

function figure(value: number): string {
  return String(Number(value.toPrecision(4)))
}
