import type { GoalMetric } from './goal.ts'
import { decimal, parseQuantity } from './quantity.ts'

interface Written {
  readonly pattern: RegExp
  /** Throws RangeError for what can not be meant. */
  readonly read: (match: readonly string[]) => GoalMetric
}

const number = `(?:${decimal})`

/** How metrics are written, at the end of what is left of the comparison. */
const forms: readonly Written[] = [
  { pattern: /D\s*mean|mean(?:\s+dose)?/, read: () => ({ kind: 'mean' }) },
  { pattern: /D\s*max|max(?:imum)?(?:\s+dose)?/, read: () => ({ kind: 'max' }) },
  { pattern: /D\s*min|min(?:imum)?(?:\s+dose)?/, read: () => ({ kind: 'min' }) },
  { pattern: /HI/, read: () => ({ kind: 'homogeneity' }) },
  {
    pattern: /CI\s*(?:\(([^()]*)\))?/,
    read: ([, dose = '']) => ({ kind: 'conformity', dose: referenceDose(dose) }),
  },
  { pattern: /gEUD\s*(?:\(\s*(?:a\s*=\s*)?([^()]*)\))?/, read: ([, exponent = '']) => gEud(exponent) },
  {
    pattern: new RegExp(String.raw`D\s*_?(${number}\s*(?:%|cc|cm3|cm³|ml)?)`),
    read: ([, volume = '']) => ({ kind: 'doseAt', volume: volumeOf(volume) }),
  },
  {
    pattern: new RegExp(String.raw`V\s*_?(${number}\s*(?:c?Gy|%)?)`),
    read: ([, dose = '']) => ({ kind: 'volumeAt', dose: referenceDose(dose), in: '%' }),
  },
]

/**
 * Splits `rectum V70Gy` into the structure and the metric; undefined where it does not end with a metric.
 * @throws RangeError saying what is wrong with the metric.
 */
export function parseMetric(text: string): { structure: string; metric: GoalMetric } | undefined {
  for (const { pattern, read } of forms) {
    const match = new RegExp(String.raw`^(.*?\S)[\s:,]+(?:${pattern.source})$`, 'i').exec(text.trim())
    if (match) return { structure: match[1]!.replace(/[:,]$/, ''), metric: read(match.slice(1)) }
  }
  return undefined
}

/** Without a unit a volume is in per cent: D95. */
function volumeOf(text: string): Extract<GoalMetric, { kind: 'doseAt' }>['volume'] {
  const volume = parseQuantity(/\d$/.test(text.trim()) ? `${text} %` : text)
  if (volume.unit === '%' && volume.value > 100)
    throw new RangeError(`expected a volume from 0 to 100 %, got ${volume.value} %`)
  return volume
}

/** V70 may be Gy or per cent of the prescription, which are not the same. */
function referenceDose(text: string): Extract<GoalMetric, { kind: 'volumeAt' }>['dose'] {
  const dose = text.trim() === '' ? undefined : parseQuantity(text)
  if (dose?.unit === 'Gy' || dose?.unit === '%') return dose
  throw new RangeError(
    `expected the dose of V and CI with its unit, as in V70Gy, V95% or CI(47.5 Gy), got ${JSON.stringify(text.trim())}`,
  )
}

function gEud(text: string): GoalMetric {
  const exponent = text.trim() === '' ? Number.NaN : Number(text)
  if (Number.isFinite(exponent) && exponent !== 0) return { kind: 'gEud', exponent }
  throw new RangeError(
    `expected an exponent of gEUD that is not 0, as in gEUD(a=8), got ${JSON.stringify(text)}`,
  )
}
