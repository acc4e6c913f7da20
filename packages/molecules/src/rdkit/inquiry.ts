import { filterSets, type FilterSet } from '../filters/catalog.ts'
import type { FingerprintOptions } from '../fingerprints/fingerprint.ts'
import type { TverskyWeights } from '../fingerprints/similarity.ts'
import { drugRuleNames, type DrugRuleName } from '../measures/drug-rules.ts'
import type { SimilarityOptions } from '../similarity/similarity.ts'
import { compile } from '../smarts/compile.ts'
import type { CommonSubstructureOptions } from './common-substructure.ts'

/** What can be asked about a molecule besides its drug-likeness, with what has to be said to ask it. */
interface Inquiries {
  properties: unknown
  accessibility: unknown
  inchi: unknown
  rules: { readonly rules: readonly DrugRuleName[] }
  filters: { readonly sets: readonly FilterSet[] }
  substructures: { readonly smarts: readonly string[] }
  similarity: { readonly reference: string } & SimilarityOptions
  'common-substructure': { readonly start: string } & CommonSubstructureOptions
}

export type Inquiry<K extends keyof Inquiries = keyof Inquiries> = {
  readonly [P in K]: { readonly about: P } & Inquiries[P]
}[K]

/**
 * Refuses an inquiry that no molecule could answer.
 * @throws {TypeError} for an empty list or an unknown name; {RangeError} for a number that can not be;
 * {SmartsError} for a SMARTS that is wrong or not supported
 */
export function checkInquiry(inquiry: Inquiry): void {
  switch (inquiry.about) {
    case 'rules':
      return checkNames('rules', inquiry.rules, drugRuleNames)
    case 'filters':
      return checkNames('filter sets', inquiry.sets, filterSets)
    case 'substructures':
      for (const smarts of inquiry.smarts) compile(smarts)
      return
    case 'similarity':
      checkFingerprint(inquiry.fingerprint)
      return checkWeights(inquiry.weights)
    case 'common-substructure':
      return checkWhole('seconds', inquiry.seconds, 1)
    default:
  }
}

function checkNames(input: string, names: readonly string[], known: readonly string[]): void {
  const unknown = names.find((name) => !known.includes(name))
  if (unknown === undefined && names.length > 0) return
  throw new TypeError(`Expected ${input} of ${known.join(', ')}, got ${JSON.stringify(unknown ?? names)}`)
}

function checkFingerprint(options: FingerprintOptions | undefined): void {
  if (options?.kind !== 'morgan') return
  checkWhole('the radius of a fingerprint', options.radius, 0)
  checkWhole('the size of a fingerprint', options.size, 1)
}

function checkWeights(weights: TverskyWeights | undefined): void {
  for (const [name, weight] of Object.entries(weights ?? {})) {
    if (!(weight >= 0 && weight < Infinity))
      throw new RangeError(`Expected ${name} to be a number from 0 up, got ${weight}`)
  }
}

function checkWhole(input: string, value: number | undefined, least: number): void {
  if (value === undefined || (Number.isInteger(value) && value >= least)) return
  throw new RangeError(`Expected ${input} to be a whole number from ${least} up, got ${value}`)
}
