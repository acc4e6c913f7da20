import type { Json } from '@textgrad/core'

import { configFlags, configOf } from '../config-flags.ts'
import { readFlags } from '../flags.ts'
import { taskOf } from '../plan.ts'
import { UsageError } from '../usage-error.ts'

/**
 * Settings of a task that were typed as `name=value`, by the names of its flags.
 * @throws UsageError for a setting that the task does not have, or a value that is none.
 */
export function taskSettings(task: string, typed: readonly string[]): Record<string, Json> {
  const { config: schema } = taskOf({ task })
  const all = configFlags(schema)
  const named = new Map<string, string>()
  const words = typed.flatMap((text) => {
    const [, name, value] = /^([a-z][a-z-]*)=(.*)$/s.exec(text) ?? []
    if (name === undefined || value === undefined)
      throw new UsageError(
        `--set ${JSON.stringify(text)}: expected a setting of the task ${task}, such as spacing=7`,
      )
    if (all[name] === undefined)
      throw new UsageError(
        `--set ${name}: the task ${task} has no such setting; it has ${Object.keys(all).join(', ')}`,
      )
    named.set(name, value)
    return all[name].type === 'boolean' ? [] : [`--${name}=${value}`]
  })
  // What is not typed is left to the experiment.
  const flags = Object.fromEntries(
    [...named.keys()].map((name) => {
      const { default: _default, ...flag } = all[name]!
      return [name, flag]
    }),
  )
  const booleans = [...named].flatMap(([name, value]) =>
    flags[name]?.type === 'boolean' ? [[name, isYes(name, value)]] : [],
  )
  const values = { ...readFlags(words, flags), ...Object.fromEntries(booleans) }
  return configOf(schema, values) as Record<string, Json>
}

function isYes(name: string, value: string): boolean {
  if (value === 'true' || value === 'false') return value === 'true'
  throw new UsageError(`--set ${name}=${value}: expected true or false`)
}
