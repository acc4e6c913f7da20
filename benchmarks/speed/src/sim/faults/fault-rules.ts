import { Random } from '../random.ts'
import type { Api } from '../requests/messages.ts'
import { faultKinds, faultNames, type FaultKind } from './fault-kinds.ts'

/** Which requests meet a fault: those that fit all that is said. */
export interface FaultRule {
  readonly kind: string | number
  /** Arrival numbers: 3, '3+7' or [3, 7]. */
  readonly at?: Numbers
  /** Every so many arrivals. */
  readonly every?: number
  readonly from?: number
  readonly to?: number
  /** Chance per request and attempt. */
  readonly prob?: number
  /** Regular expressions, on the prompt's text and on the model's name. */
  readonly match?: string
  readonly model?: string
  readonly path?: Api
  /** Only streams, or only plain requests. */
  readonly stream?: boolean
  /** How often this same request was seen, with this time. */
  readonly attempt?: Numbers
  /** At most that often. */
  readonly times?: number
  /** Headers of an error: seconds, 'date', or text that makes no sense. */
  readonly retryAfter?: number | string
  readonly retryAfterMs?: number
  readonly shouldRetry?: boolean
  /** Parameters of the fault. */
  readonly ms?: number
  readonly bytes?: number
  readonly depth?: number
  readonly status?: number
  readonly message?: string
  readonly tag?: string
  /** Told in the record of a request that meets the fault. */
  readonly label?: string
}

type Numbers = number | string | readonly number[]

/** A rule that can be applied. */
export interface CheckedRule extends Omit<FaultRule, 'kind' | 'at' | 'attempt'> {
  readonly kind: string
  readonly at: readonly number[] | null
  readonly attempt: readonly number[] | null
  readonly matches: RegExp | null
  readonly matchesModel: RegExp | null
  used: number
}

/** A fault that a request meets. */
export type Fault = FaultKind & CheckedRule

/** What a rule is held against. */
export interface FaultTarget {
  readonly n: number
  readonly attempt: number
  readonly api: Api
  readonly stream: boolean
  readonly model: string
  readonly text: string
  readonly hash: string
}

const ruleKeys: ReadonlySet<string> = new Set<keyof FaultRule>([
  'kind',
  'at',
  'every',
  'from',
  'to',
  'prob',
  'match',
  'model',
  'path',
  'attempt',
  'times',
  'stream',
  'retryAfter',
  'retryAfterMs',
  'ms',
  'bytes',
  'status',
  'message',
  'shouldRetry',
  'tag',
  'label',
  'depth',
])

/** Reads a rule as it is written on the command line: `kind:key=value,key=value`. */
export function parseFault(text: string): FaultRule {
  const [kind = '', ...rest] = text.split(':')
  const pairs = rest.length === 0 ? [] : rest.join(':').split(',')
  const settings = pairs.map((pair): [string, unknown] => {
    const equals = pair.indexOf('=')
    if (equals < 0) throw new Error(`fault "${text}": expected key=value, got "${pair}"`)
    return [pair.slice(0, equals), settingOf(pair.slice(equals + 1))]
  })
  return { kind, ...Object.fromEntries(settings) }
}

function settingOf(text: string): string | number | boolean {
  if (text === 'true' || text === 'false') return text === 'true'
  return text === '' || Number.isNaN(Number(text)) ? text : Number(text)
}

/** Throws Error, naming what is known, for an unknown kind of fault or an unknown key. */
export function checkRule(given: FaultRule | string): CheckedRule {
  const rule = typeof given === 'string' ? parseFault(given) : given
  if (!rule || typeof rule !== 'object') throw new Error('a fault rule must be an object')
  const kind = String(rule.kind)
  if (!Object.hasOwn(faultKinds, kind)) {
    throw new Error(`unknown fault kind "${kind}"; known: ${faultNames.join(' ')}`)
  }
  const unknown = Object.keys(rule).find((key) => !ruleKeys.has(key))
  if (unknown !== undefined) {
    throw new Error(`fault ${kind}: unknown key "${unknown}"; known: ${[...ruleKeys].join(' ')}`)
  }
  return {
    ...rule,
    kind,
    at: numbersOf(rule.at),
    attempt: numbersOf(rule.attempt),
    used: 0,
    matches: rule.match ? new RegExp(rule.match, 's') : null,
    matchesModel: rule.model ? new RegExp(rule.model) : null,
  }
}

function numbersOf(given: Numbers | undefined): readonly number[] | null {
  if (given === undefined) return null
  return (Array.isArray(given) ? given : String(given).split('+')).map(Number)
}

/** The fault of the first rule that fits. */
export function pickFault(rules: readonly CheckedRule[], target: FaultTarget, seed: number): Fault | null {
  const index = rules.findIndex((rule, place) => fits(rule, target) && isDrawn(rule, place, target, seed))
  const rule = rules[index]
  if (!rule) return null
  rule.used++
  return { ...faultKinds[rule.kind]!, ...rule }
}

function fits(rule: CheckedRule, target: FaultTarget): boolean {
  return (
    fitsArrival(rule, target) &&
    !(rule.attempt && !rule.attempt.includes(target.attempt)) &&
    !(rule.path && rule.path !== target.api) &&
    !(rule.stream !== undefined && rule.stream !== target.stream) &&
    !(rule.matchesModel && !rule.matchesModel.test(target.model)) &&
    !(rule.matches && !rule.matches.test(target.text))
  )
}

function fitsArrival(rule: CheckedRule, { n }: FaultTarget): boolean {
  const { at, every, from, to, times, used } = rule
  if (times !== undefined && used >= times) return false
  if (at && !at.includes(n)) return false
  if (every && n % every !== 0) return false
  return !(from && n < from) && !(to && n > to)
}

/**
 * Chance is drawn from what is asked and how often, not from the order of arrival, so that requests that run side by side
 * meet the same faults every time.
 */
function isDrawn(
  { prob }: CheckedRule,
  place: number,
  { hash, attempt }: FaultTarget,
  seed: number,
): boolean {
  return prob === undefined || new Random(seed, 'fault', place, hash, attempt).float() < prob
}
