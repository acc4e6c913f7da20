import type { Task } from '@textgrad/core'

import { configFlags } from '../config-flags.ts'
import { nearest, type FlagValues } from '../flags.ts'
import { isSearch, optimizerNames } from '../optimizers.ts'
import { UsageError } from '../usage-error.ts'

/** Who takes part in a comparison, by the name that is typed. */
export interface Contender {
  readonly name: string
  /** What is typed for `textgrad run` to do the same. */
  readonly flags: FlagValues
}

/** The rules of a task, whatever engine the others are given. */
const rules = 'rules'

export const contenderNames: readonly string[] = [rules, ...optimizerNames]

/**
 * Those that were typed, with commas between them. Search tunes numbers where the task has a form of numbers; the others rewrite
 * the form that was typed.
 * @throws UsageError for a name that is unknown or typed twice, or fewer than two.
 */
export function contendersOf(task: Task, values: FlagValues): Contender[] {
  const names = String(values['optimizers'])
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean)
  for (const name of names) refuseUnknown(name)
  const twice = names.find((name, place) => names.indexOf(name) < place)
  if (twice !== undefined) throw new UsageError(`--optimizers names ${twice} twice`)
  if (names.length < 2) throw new UsageError(`--optimizers needs two or more, such as tgd,random`)
  return names.map((name) => ({ name, flags: flagsOf(name, task, values) }))
}

function refuseUnknown(name: string): void {
  if (contenderNames.includes(name)) return
  const near = nearest(name, contenderNames)
  const hint = near === undefined ? `there are ${contenderNames.join(', ')}` : `did you mean ${near}?`
  throw new UsageError(`--optimizers: there is no optimizer ${JSON.stringify(name)}; ${hint}`)
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
