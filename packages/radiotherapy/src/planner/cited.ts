import type { CitationKind } from '@textgrad/core'

/** What structures are called in plans, in small letters and in the singular; targets are left out, which every plan has. */
const organs = [
  'bladder',
  'bowel',
  'brainstem',
  'brain stem',
  'breast',
  'chiasm',
  'cochlea',
  'cord',
  'duodenum',
  'esophagus',
  'eye',
  'femoral head',
  'femur',
  'heart',
  'kidney',
  'larynx',
  'lens',
  'liver',
  'lung',
  'mandible',
  'oesophagus',
  'optic nerve',
  'oral cavity',
  'parotid',
  'penile bulb',
  'pituitary',
  'rectum',
  'seminal vesicle',
  'stomach',
  'thyroid',
  'trachea',
  'urethra',
]

/** Other words for the same. */
const same: Readonly<Record<string, string>> = { oesophagus: 'esophagus', femur: 'femoralhead' }

const plain = (name: string): string => name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '')

/** Structures that feedback on a plan may speak of: those of its case, found by the names that are usual and by its own. */
export function citedStructures(names: readonly string[]): CitationKind {
  const own = names.map((name) => plainOrgan(name))
  const words = [...organs, ...names]
    .toSorted((a, b) => b.length - a.length)
    .map((name) => RegExp.escape(name))
  const pattern = new RegExp(String.raw`(?<![\p{L}\p{N}])(?:${words.join('|')})(?=s?(?![\p{L}\p{N}]))`, 'giu')
  return {
    kind: 'structures',
    find: (text) => [...text.matchAll(pattern)].map(([name]) => plainOrgan(name)),
    // A case may have it on both sides, or a part of it: Parotid_L, rectum wall.
    known: (cited) => cited.filter((one) => own.some((name) => name.includes(one) || one.includes(name))),
  }
}

function plainOrgan(name: string): string {
  const short = plain(name)
  return same[short] ?? short
}

const metric =
  /(?<![\p{L}\p{N}])(?:[DV]\s?_?\d+(?:\.\d+)?\s?(?:%|cc|cm3|cm³|c?Gy)?|gEUD|CI|HI)(?![\p{L}\p{N}])/gu

/** Metrics of goals that feedback may speak of, such as D95% or V20Gy: those of the goals that a plan is judged by. */
export function citedGoals(goals: readonly string[]): CitationKind {
  const own = new Set(goals.flatMap(metricsIn))
  return { kind: 'goals', find: metricsIn, known: (cited) => cited.filter((one) => own.has(one)) }
}

/** Without a unit a volume is in per cent and a dose in Gy: D95, V20. */
function metricsIn(text: string): readonly string[] {
  return [...text.matchAll(metric)].map(([written]) => {
    const short = written.replaceAll(/[\s_]/g, '').replace(/cm[3³]$/, 'cc')
    if (!/\d$/.test(short)) return short
    return `${short}${short.startsWith('D') ? '%' : 'Gy'}`
  })
}
