import { GoalError } from './goal-error.ts'
import { unitOf, type Goal, type GoalMetric, type Tier } from './goal.ts'
import { parseMetric } from './parse-metric.ts'
import { parseQuantity, quantityText, type Quantity } from './quantity.ts'

/** No course of radiotherapy gives as many Gy. */
const mostGy = 200

const comparisons: Readonly<Record<string, Goal['direction']>> = {
  '>=': 'atLeast',
  '≥': 'atLeast',
  '>': 'atLeast',
  '<=': 'atMost',
  '≤': 'atMost',
  '<': 'atMost',
}

/**
 * Reads a goal: `PTV D95% >= 70.2 Gy`, `rectum V70Gy <= 20 %`, `cord D0.1cc <= 45 Gy`, mean, max, min, `gEUD(a=8)`,
 * `CI(47.5 Gy) >= 0.6`, `HI <= 0.1`; what follows in brackets is its tier and priority: `(soft, priority 2)`.
 * @throws GoalError naming the text and the rule.
 */
export function parseGoal(written: string): Goal {
  const { text, remarks } = split(written)
  const [, left = '', sign = '', right = ''] = /^(.*?)(>=|<=|≥|≤|>|<)(.*)$/.exec(text) ?? []
  const direction = comparisons[sign]
  if (direction === undefined)
    throw new GoalError(text, 'expected a comparison such as >= or <=, as in PTV D95% >= 70.2 Gy')
  const { structure, metric, limit } = within(text, () => sides(left, right))
  // In Gy, as it is measured.
  const named = `${left.trim()} ${direction === 'atLeast' ? '>=' : '<='} ${quantityText(limit)}`
  return {
    text: named.replaceAll(/\s+/g, ' '),
    structure,
    metric,
    direction,
    limit,
    ...tierOf(text, remarks),
  }
}

/**
 * Reads what a plan is scaled to: `PTV D95% = 50 Gy`.
 * @throws GoalError naming the text and the rule.
 */
export function parseNormalization(written: string): Pick<Goal, 'text' | 'structure' | 'metric' | 'limit'> {
  const text = written.trim()
  const [, left = '', right = ''] = /^([^<>≤≥=]*)=(.*)$/.exec(text) ?? []
  if (right === '') throw new GoalError(text, 'expected a metric and its dose, as in PTV D95% = 50 Gy')
  const sided = within(text, () => sides(left, right))
  if (unitOf(sided.metric) !== 'Gy')
    throw new GoalError(text, 'expected a dose to scale to, such as D95%, mean or max')
  return { text, ...sided }
}

function sides(left: string, right: string): { structure: string; metric: GoalMetric; limit: Quantity } {
  const named = parseMetric(left)
  if (!named)
    throw new RangeError(
      'expected a structure and D, V, mean, max, min, gEUD, CI or HI before the comparison, as in rectum V70Gy',
    )
  const limit = parseQuantity(right)
  checkMagnitude(limit)
  return { ...named, metric: inUnitOf(named.metric, limit), limit }
}

/** Whether a volume is in per cent or cc, its limit tells. */
function inUnitOf(metric: GoalMetric, { unit }: Quantity): GoalMetric {
  if (metric.kind === 'volumeAt' && (unit === '%' || unit === 'cc')) return { ...metric, in: unit }
  const wanted = unitOf(metric)
  const isShare = wanted === 'Gy' && unit === '%'
  if (metric.kind !== 'volumeAt' && (unit === wanted || isShare)) return metric
  const expected = { Gy: 'a dose in Gy, cGy or % of the prescription', '': 'a number without a unit' }
  throw new RangeError(
    `expected ${wanted === 'Gy' || wanted === '' ? expected[wanted] : 'a volume in % or cc'} after the comparison, got ${unit === '' ? 'no unit' : unit}`,
  )
}

function checkMagnitude({ value, unit }: Quantity): void {
  if (unit === 'Gy' && value > mostGy)
    throw new RangeError(
      `expected a dose up to ${mostGy} Gy, got ${quantityText({ value, unit })}: is it in cGy?`,
    )
  if (unit === '%' && value > mostGy)
    throw new RangeError(`expected a share up to ${mostGy} %, got ${value} %`)
}

function split(written: string): { text: string; remarks: readonly string[] } {
  const [, text = written, inBrackets = ''] =
    /^(.*[^\s(].*?)\s*[([]((?:soft|hard|priority)[^()]*)[)\]]\s*$/i.exec(written) ?? []
  return { text: text.trim(), remarks: inBrackets.split(/[,;]/).map((one) => one.trim().toLowerCase()) }
}

function tierOf(text: string, remarks: readonly string[]): Pick<Goal, 'tier' | 'priority'> {
  let tier: Tier = 'hard'
  let priority = 1
  for (const remark of remarks.filter(Boolean)) {
    const [, rank] = /^priority\s*([1-9])$/.exec(remark) ?? []
    if (rank !== undefined) priority = Number(rank)
    else if (remark === 'hard' || remark === 'soft') tier = remark
    else throw new GoalError(text, `expected hard, soft or a priority from 1 to 9 in brackets, got ${remark}`)
  }
  return { tier, priority }
}

function within<T>(text: string, read: () => T): T {
  try {
    return read()
  } catch (cause) {
    if (cause instanceof RangeError) throw new GoalError(text, cause.message, { cause })
    throw cause
  }
}
