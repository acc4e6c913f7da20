import type { ConfigSchema, Json } from '@textgrad/core'

interface Property {
  readonly format?: string
}

/**
 * The keys of a configuration that name files to read: those of the format `path`, and of `path-or-text` what may be one.
 * A folder that is written to is no input, and of no such format.
 */
function pathKeys(schema: ConfigSchema): string[] {
  const { properties = {} } = schema['~standard'].jsonSchema.input({ target: 'draft-2020-12' }) as {
    properties?: Record<string, Property>
  }
  return Object.keys(properties).filter((key) => /^path(-or-text)?$/.test(properties[key]!.format ?? ''))
}

/** What a configuration names that may be files, without what lies within another of them. */
export function pathsIn(schema: ConfigSchema, config: Json): string[] {
  const values = pathKeys(schema).flatMap((key) => textsOf((config as Record<string, Json>)?.[key]))
  const all = [...new Set(values)]
  return all.filter((path) => !all.some((other) => isWithin(path, other)))
}

/** The configuration with other places of its files. */
export function withPaths(schema: ConfigSchema, config: Json, places: ReadonlyMap<string, string>): Json {
  if (places.size === 0) return config
  const moved = (value: Json): Json => {
    if (Array.isArray(value)) return value.map(moved)
    if (typeof value !== 'string') return value
    for (const [from, to] of places) {
      if (value === from) return to
      if (isWithin(value, from)) return to + value.slice(from.length)
    }
    return value
  }
  const keys = new Set(pathKeys(schema))
  const entries = Object.entries(config as Record<string, Json>)
  return Object.fromEntries(entries.map(([key, value]) => [key, keys.has(key) ? moved(value) : value]))
}

function textsOf(value: Json | undefined): string[] {
  if (Array.isArray(value)) return value.flatMap(textsOf)
  return typeof value === 'string' && value !== '' && value.length < 4096 ? [value] : []
}

function isWithin(path: string, folder: string): boolean {
  return path.length > folder.length && path.startsWith(folder) && /[/\\]/.test(path[folder.length]!)
}
