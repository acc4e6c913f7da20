import type { ConfigSchema, Task } from '@textgrad/core'

import type { Flag, Flags, FlagValues } from './flags.ts'

export interface Property {
  readonly type?: string
  readonly description?: string
  readonly default?: string | number | boolean | readonly string[]
  readonly enum?: readonly string[]
  readonly format?: string
  /** The setting of the folder in which it may be. */
  readonly within?: string
  readonly examples?: readonly string[]
}

/** A flag for each key of a configuration; a domain describes its settings once, in its schema. */
export function configFlags(schema: ConfigSchema): Flags {
  return Object.fromEntries(properties(schema).map(({ key, property }) => [flagName(key), flagOf(property)]))
}

/** The configuration that was typed; what was left out is left to the schema. */
export function configOf(schema: ConfigSchema, values: FlagValues): Record<string, unknown> {
  return Object.fromEntries(
    properties(schema).flatMap(({ key }) => {
      const value = values[flagName(key)]
      return value === undefined ? [] : [[key, value]]
    }),
  )
}

/** A command line for a task that works: with a value for each key that has no default, and a model where one is needed. */
export function exampleOf(words: string, task: Task): string {
  const flags = Object.entries(examplesOf(task)).map(([name, value]) => `--${name} ${quoted(value)}`)
  return [words, ...flags, ...(task.rules ? [] : ['--engine openai:gpt-5-mini'])].join(' ')
}

/** A value for each key that has no default, by the flags. */
export function examplesOf(task: Task): Readonly<Record<string, string>> {
  return Object.fromEntries(
    properties(task.config).flatMap(({ key, property: { examples } }) =>
      examples === undefined ? [] : [[flagName(key), examples[0]!]],
    ),
  )
}

/** A word as a shell takes it for one. */
export function quoted(word: string): string {
  const [, flag = '', value = word] = /^(--[\w-]+=)(.*)$/s.exec(word) ?? []
  return flag + (/^[\w/.:-]+$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`)
}

/** The keys of a configuration, in the order of its schema. */
export function properties(schema: ConfigSchema): { key: string; property: Property; required: boolean }[] {
  const json = schema['~standard'].jsonSchema.input({ target: 'draft-2020-12' })
  const required = new Set(json['required'] as readonly string[] | undefined)
  return Object.entries((json['properties'] ?? {}) as Record<string, Property>).map(([key, property]) => ({
    key,
    property,
    required: required.has(key),
  }))
}

/** What formats of the schema say of files. */
const pathsOf: Readonly<Record<string, Pick<Flag, 'path' | 'mayBePath' | 'hint'>>> = {
  path: { path: true, hint: 'file' },
  'path-to-write': { path: true, hint: 'file' },
  'path-or-text': { mayBePath: true },
}

function flagOf({
  type = 'string',
  description = '',
  default: given,
  enum: options,
  format,
  within,
}: Property): Flag {
  const multiple = type === 'array'
  return {
    type: type === 'number' || type === 'integer' || type === 'boolean' ? type : 'string',
    description,
    ...(given !== undefined && !multiple && { default: given }),
    ...(options && { options }),
    ...(multiple && { multiple }),
    ...pathsOf[format ?? ''],
    ...(within !== undefined && { within: flagName(within) }),
  }
}

/** `maxRings` is typed as `--max-rings`. */
export function flagName(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}
