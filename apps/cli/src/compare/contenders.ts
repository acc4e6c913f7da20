import type { Task } from '@textgrad/core'

import { configFlags } from '../config-flags.ts'
import { engineFlags, purposeOf } from '../engine.ts'
import { readFlags, type Flags, type FlagValues } from '../flags.ts'
import { orElse } from '../nearest.ts'
import { checkVariation, isSearch, optimizerNames } from '../optimizers.ts'
import { UsageError } from '../usage-error.ts'
import { variationFlags, variationOf } from '../variation.ts'

/** Who takes part in a comparison, by what is typed: `tgd`, or `tgd+backward=graph+proposals=4`. */
export interface Contender {
  readonly name: string
  /** What is typed for `textgrad run` to do the same. */
  readonly flags: FlagValues
}

/** The rules of a task, whatever engine the others are given. */
const rules = 'rules'

export const contenderNames: readonly string[] = [rules, ...optimizerNames]

/** What may follow the name of an optimizer. */
const settingFlags: Flags = { ...variationFlags, engine: engineFlags['engine'] }

/**
 * Those that were typed, with commas between them. Search tunes numbers where the task has a form of numbers; the others rewrite
 * the form that was typed.
 * @throws UsageError for a name that is unknown or typed twice, settings that it does not have, or fewer than two.
 */
export function contendersOf(task: Task, values: FlagValues): Contender[] {
  const names = String(values['optimizers'])
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean)
  for (const name of names) refuseUnknown(name.split('+')[0]!)
  const twice = names.find((name, place) => names.indexOf(name) < place)
  if (twice !== undefined) throw new UsageError(`--optimizers names ${twice} twice`)
  if (names.length < 2) throw new UsageError(`--optimizers needs two or more, such as tgd,random`)
  return names.map((name) => contenderNamed(name, task, values))
}

function refuseUnknown(name: string): void {
  if (contenderNames.includes(name)) return
  const hint = orElse(name, contenderNames)
  throw new UsageError(`--optimizers: there is no optimizer ${JSON.stringify(name)}${hint}`)
}

/** @throws UsageError for settings that the optimizer does not have. */
export function contenderNamed(name: string, task: Task, values: FlagValues): Contender {
  const [optimizer = '', ...typed] = name.split('+')
  try {
    const { engine: own, ...settings } = readFlags(typed.map(asFlag), settingFlags)
    if (optimizer === rules && typed.length > 0) throw new UsageError('rules have no settings')
    if (optimizer !== rules) checkVariation(optimizer, variationOf(settings))
    const flags = flagsOf(optimizer, task, { ...values, engine: merged(values['engine'], own) })
    return { name, flags: { ...flags, ...settings } }
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    throw new UsageError(`--optimizers ${name}: ${error.message}`, { cause: error })
  }
}

/** A flag as it is typed for `textgrad run`, from its form without dashes. */
function asFlag(setting: string): string {
  return `--${setting}`
}

/** The engines of a contender: its own, and those of the comparison for other purposes. */
function merged(shared: FlagValues[string], own: FlagValues[string]): FlagValues[string] {
  const mine = (own ?? []) as readonly string[]
  const taken = new Set(mine.map(purposeOf))
  const others = ((shared ?? []) as readonly string[]).filter((one) => !taken.has(purposeOf(one)))
  return others.length + mine.length === 0 ? undefined : [...others, ...mine]
}

function flagsOf(name: string, task: Task, values: FlagValues): FlagValues {
  const { engine, 'base-url': address } = values
  if (name === rules) return { optimizer: 'tgd', engine: ['rules'] }
  const hasNumbers = configFlags(task.config)['form']?.options?.includes('numbers')
  return {
    optimizer: name,
    ...(engine !== undefined && { engine }),
    ...(address !== undefined && { 'base-url': address }),
    ...(isSearch(name) && hasNumbers && { form: 'numbers' }),
  }
}
