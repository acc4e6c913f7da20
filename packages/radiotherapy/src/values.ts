import { ParseError, type Codec, type Demonstration } from '@textgrad/core'

import { parseQuantity } from './goals/quantity.ts'
import { projected, type Knob, type Setting, type Settings } from './planner/knobs.ts'
import { plansOfOthers } from './prompts/plans-of-others.ts'

/**
 * Settings of knobs as a model reads and writes them: a line `Core: weight 300, dose 25 Gy` for each. Reading forgives how
 * they are written, and moves values into their bounds; it does not forgive a line that is missing, twice there or of no
 * structure, nor a number that is none.
 */
export function settingsCodec(knobs: readonly Knob[]): Codec<Settings> {
  return {
    name: 'plan-settings',
    render: (settings) => knobs.map((knob, index) => lineOf(knob, settings[index]!)).join('\n'),
    parse: (text) => readSettings(text, knobs),
  }
}

/** @throws ParseError saying how to write it rightly. */
export function readSettings(text: string, knobs: readonly Knob[]): Settings {
  const found = new Map<Knob, Setting>()
  for (const line of linesOf(text)) {
    const read = readLine(line, knobs)
    if (!read) continue
    if (found.has(read.knob)) throw new ParseError(`There are two lines for ${read.knob.name}; write one`)
    found.set(read.knob, read.setting)
  }
  const missing = knobs.filter((knob) => !found.has(knob))
  if (missing.length > 0)
    throw new ParseError(
      `There is no line for ${missing.map(({ name }) => name).join(', ')}; write every line, such as ` +
        lineOf(missing[0]!, exampleOf(missing[0]!)),
    )
  return knobs.map((knob) => projected(found.get(knob)!, knob))
}

/** What the settings are, for a model that writes them, with good plans of others to go by. */
export function settingsRole(knobs: readonly Knob[], plans: readonly Demonstration[] = []): string {
  const { from, to } = knobs[0]!.weight
  const lines = knobs.map(
    ({ name, type, wants, level }) =>
      `- ${name} (${type}): ${wants}` +
      (level ? `; dose from ${level.from} to ${level.to} Gy` : '; its dose is fixed'),
  )
  return [
    'objective weights and dose levels of a radiotherapy plan, a line for each objective as in',
    `"${lineOf(knobs[0]!, exampleOf(knobs[0]!))}". Weights go from ${from} to ${to} on a logarithmic scale; only their`,
    'ratios matter. An optimiser finds the fluence that these objectives cost least, and the plan is scaled so that the',
    'target is covered. The objectives:',
    ...lines,
    ...plansOfOthers(plans),
    ...(plans.length > 0
      ? ['What was good there is where to begin, not what to copy: patients and goals differ']
      : []),
  ].join('\n')
}

/** A setting as a line. */
function lineOf({ name, level: range }: Pick<Knob, 'name' | 'level'>, { weight, level }: Setting): string {
  return `${name}: weight ${weight}${range ? `, dose ${level} Gy` : ''}`
}

const exampleOf = (knob: Knob): Setting =>
  projected({ weight: 100, ...(knob.level && { level: (knob.level.from + knob.level.to) / 2 }) }, knob)

/** Lines, or what is between semicolons, without signs that only make them look good. */
const linesOf = (text: string): string[] =>
  text
    .split(
      /\n|;(?!\s*(?:weight|dose|level|penalty)\b(?!\s+(?:for|of)\s))|,(?=\s*(?:importance\s+)?weights?\s+(?:for|of)\s)/i,
    )
    .map((line) =>
      line
        .replaceAll(/[*`_|"]+/g, ' ')
        .replace(/^\s*(?:[-•]|\d+[.)])\s+/, '')
        .trim(),
    )
    .filter((line) => line !== '' && !/^[a-z]*$/i.test(line))

const label = /^(?:(?:importance\s+)?weights?\s+(?:for|of)\s+)?(.+?)\s*[:=]\s*(.*)$/i

function readLine(line: string, knobs: readonly Knob[]): { knob: Knob; setting: Setting } | undefined {
  const [, name, rest = ''] = label.exec(line) ?? []
  const knob = knobs.find((one) => plain(one.name) === plain(name ?? ''))
  if (knob) return { knob, setting: readSetting(rest, knob) }
  // A sentence beside the lines says nothing; what looks like a setting must be one.
  if (name === undefined || !/\d/.test(rest)) return undefined
  throw new ParseError(
    `${JSON.stringify(name.slice(0, 60))} is none of the objectives ${knobs.map((one) => one.name).join(', ')}`,
  )
}

const number = String.raw`[-+]?(?:\d{1,3}(?:[,' ]\d{3})+|\d+)?(?:\.\d+)?(?:e[-+]?\d+)?`

function readSetting(rest: string, { name, level }: Knob): Setting {
  const { weight: written, dose } = partsOf(rest)
  if (written === undefined)
    throw new ParseError(`The line for ${name} has no weight; write it as in ${name}: weight 100`)
  const weight = numberOf(written, `weight of ${name}`)
  if (weight < 0) throw new ParseError(`The weight of ${name} is ${weight}; a weight is above 0`)
  if (!level) return { weight }
  if (dose === undefined)
    throw new ParseError(`The line for ${name} has no dose; write it as in ${name}: weight 100, dose 20 Gy`)
  return { weight, level: doseOf(dose, { name, level }) }
}

function partsOf(rest: string): { weight?: string; dose?: string } {
  const named = (words: string): string | undefined =>
    new RegExp(String.raw`(?:${words})\s*[:=]?\s*\[?\s*(${number}\s*(?:c?Gy)?)`, 'i')
      .exec(rest)?.[1]
      ?.trim() || undefined
  const weight =
    named('weight|penalty|importance') ??
    new RegExp(String.raw`^\[?\s*(${number})\s*(?:[\],]|\s|$)`, 'i').exec(rest)?.[1]?.trim()
  const dose = named('dose level|dose|level')
  return { ...(weight && { weight }), ...(dose && { dose }) }
}

function doseOf(text: string, { name, level }: { name: string; level: NonNullable<Knob['level']> }): number {
  const value = (() => {
    try {
      return parseQuantity(/\d$/.test(text) ? `${text} Gy` : text).value
    } catch (cause) {
      throw new ParseError(
        `The dose of ${name} is ${JSON.stringify(text)}; write it in Gy, as in dose 20 Gy`,
        { cause },
      )
    }
  })()
  if (value > 2 * level.to)
    throw new ParseError(
      `The dose of ${name} is ${value} Gy, far above the ${level.to} Gy that it may be; is it in cGy? Write it in Gy`,
    )
  return value
}

function numberOf(text: string, what: string): number {
  const value = Number(text.replaceAll(/[,' ]/g, ''))
  if (text !== '' && Number.isFinite(value)) return value
  throw new ParseError(`The ${what} is ${JSON.stringify(text)}, which is not a number`)
}

const plain = (name: string): string => name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '')
