import { fields, items, type Fields } from '../json.ts'
import type { Random } from '../random.ts'
import { prose } from './prose.ts'

const deepest = 12

/** A value that fits a JSON schema, as far as that is a simple one. */
export function schemaValue(given: unknown, random: Random, depth = 0): unknown {
  if (typeof given !== 'object' || given === null || depth > deepest) return null
  const schema = fields(given)
  if ('const' in schema) return schema['const']
  if (Array.isArray(schema['enum'])) return random.pick(items(schema['enum']))
  const [choice] = ['anyOf', 'oneOf', 'allOf'].flatMap((key) => items(schema[key]).slice(0, 1))
  if (choice !== undefined) return schemaValue(choice, random, depth + 1)
  const { type: types } = schema
  const type = Array.isArray(types) ? items(types)[0] : types
  const make = typeof type === 'string' && Object.hasOwn(makers, type) ? makers[type] : undefined
  return make ? make(schema, random, depth) : prose(random, 4)
}

const makers: Readonly<Record<string, (schema: Fields, random: Random, depth: number) => unknown>> = {
  object: objectValue,
  array: arrayValue,
  integer: (schema, random) => {
    const { least, most } = rangeOf(schema)
    return least + random.int((most ?? least + 10) - least + 1)
  },
  number: (schema, random) => {
    const { least, most } = rangeOf(schema)
    return Math.round((least + random.float() * ((most ?? 1) - least)) * 1000) / 1000
  },
  boolean: (_, random) => random.float() < 0.5,
  null: () => null,
}

function objectValue(schema: Fields, random: Random, depth: number): Fields {
  const properties = Object.entries(fields(schema['properties']))
  return Object.fromEntries(properties.map(([key, value]) => [key, schemaValue(value, random, depth + 1)]))
}

function arrayValue(schema: Fields, random: Random, depth: number): readonly unknown[] {
  const length = Math.max(numberOf(schema['minItems']) ?? 0, 2)
  return Array.from({ length }, () => schemaValue(schema['items'], random, depth + 1))
}

function rangeOf(schema: Fields): { readonly least: number; readonly most: number | undefined } {
  return { least: numberOf(schema['minimum']) ?? 0, most: numberOf(schema['maximum']) }
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined
}
