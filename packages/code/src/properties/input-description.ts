import { z } from 'zod'

import type { Value } from '../codec/value.ts'
import { valueSchema } from '../tests/value-schema.ts'

/**
 * What an input may be. Numbers are from -100 to 100 unless bounds are given, texts have up to 20 characters of printable ASCII, lists
 * and dictionaries up to 10 members.
 */
export type InputDescription =
  | NumberDescription
  | ({ readonly type: 'string'; readonly alphabet?: string | undefined } & Lengths)
  | { readonly type: 'boolean' | 'null' }
  | ({
      readonly type: 'list'
      readonly of: InputDescription
      /** No two members are equal. */
      readonly unique?: boolean | undefined
      /** From the least to the greatest: of numbers or texts. */
      readonly sorted?: boolean | undefined
    } & Lengths)
  | { readonly type: 'tuple'; readonly of: readonly InputDescription[] }
  | ({
      readonly type: 'dict'
      /** Default: texts. */
      readonly keys?: InputDescription | undefined
      readonly values: InputDescription
    } & Lengths)
  /** One of several kinds, or of several values: the first is the simplest. */
  | {
      readonly type: 'one-of'
      readonly of?: readonly InputDescription[] | undefined
      readonly values?: readonly Value[] | undefined
    }

export interface NumberDescription {
  readonly type: 'integer' | 'float'
  readonly min?: number | undefined
  readonly max?: number | undefined
}

interface Lengths {
  readonly minLength?: number | undefined
  readonly maxLength?: number | undefined
}

export const usualBounds = { min: -100, max: 100 } as const
export const usualLengths = { string: 20, list: 10, dict: 10 } as const
/** Values that one input may hold, and how deep it may be nested. */
const mostValues = 100_000
const deepest = 20

interface Bounds {
  readonly min?: number | undefined
  readonly max?: number | undefined
}

function checkBounds({ min = usualBounds.min, max = usualBounds.max }: Bounds, context: z.RefinementCtx) {
  if (min <= max) return
  const message = `min must be at most max, got ${min} and ${max} (from ${usualBounds.min} to ${usualBounds.max} unless given)`
  context.addIssue({ code: 'custom', path: ['min'], message })
}

function checkLengths(
  {
    type,
    minLength = 0,
    maxLength = usualLengths[type],
  }: Lengths & { readonly type: keyof typeof usualLengths },
  context: z.RefinementCtx,
) {
  if (minLength <= maxLength) return
  const message = `minLength must be at most maxLength, got ${minLength} and ${maxLength} (${usualLengths[type]} unless given)`
  context.addIssue({ code: 'custom', path: ['minLength'], message })
}

const length = z.int().min(0).max(mostValues).optional()
const lengths = { minLength: length, maxLength: length }
const bound = z.number().optional()

const leaves = [
  z
    .strictObject({ type: z.literal('integer'), min: z.int().optional(), max: z.int().optional() })
    .superRefine(checkBounds),
  z.strictObject({ type: z.literal('float'), min: bound, max: bound }).superRefine(checkBounds),
  z
    .strictObject({ type: z.literal('string'), alphabet: z.string().min(1).optional(), ...lengths })
    .superRefine(checkLengths),
  z.strictObject({ type: z.literal('boolean') }),
  z.strictObject({ type: z.literal('null') }),
] as const

const ordered = ['integer', 'float', 'string']

/** One that may hold others. */
const anyDescription: z.ZodType<InputDescription> = z.lazy(() =>
  z.discriminatedUnion('type', [
    ...leaves,
    z
      .strictObject({
        type: z.literal('list'),
        of: anyDescription,
        unique: z.boolean().optional(),
        sorted: z.boolean().optional(),
        ...lengths,
      })
      .superRefine(checkLengths)
      .refine((list) => !list.sorted || ordered.includes(list.of.type), {
        path: ['sorted'],
        message: 'only integers, floats and strings can be sorted',
      }),
    z.strictObject({ type: z.literal('tuple'), of: z.array(anyDescription) }),
    z
      .strictObject({
        type: z.literal('dict'),
        keys: anyDescription.optional(),
        values: anyDescription,
        ...lengths,
      })
      .superRefine(checkLengths)
      .refine(({ keys }) => !keys || ['integer', 'string', 'boolean', 'one-of'].includes(keys.type), {
        path: ['keys'],
        message: 'keys must be of type integer, string, boolean or one-of',
      }),
    z
      .strictObject({
        type: z.literal('one-of'),
        of: z.array(anyDescription).min(1).optional(),
        values: z.array(valueSchema).min(1).optional(),
      })
      .refine(({ of, values }) => (of === undefined) !== (values === undefined), {
        message: 'one-of must have either of, which are descriptions, or values',
      }),
  ]),
)

export const inputSchema: z.ZodType<InputDescription> = anyDescription.superRefine((description, context) => {
  const { values, depth } = sizeOf(description)
  if (values > mostValues) {
    const message = `an input may hold at most ${mostValues} values, this one up to ${values}: lower maxLength`
    context.addIssue({ code: 'custom', message })
  }
  if (depth > deepest) {
    context.addIssue({ code: 'custom', message: `an input may be nested at most ${deepest} deep` })
  }
})

interface Size {
  readonly values: number
  readonly depth: number
}

/** How large an input may become. */
function sizeOf(description: InputDescription): Size {
  switch (description.type) {
    case 'list':
      return within([description.of], description.maxLength ?? usualLengths.list)
    case 'dict': {
      const { keys = { type: 'string' }, values, maxLength = usualLengths.dict } = description
      return within([keys, values], maxLength)
    }
    case 'tuple':
    case 'one-of':
      return within(description.of ?? [], 1)
    default:
      return { values: 1, depth: 0 }
  }
}

function within(parts: readonly InputDescription[], times: number): Size {
  const sizes = parts.map(sizeOf)
  return {
    values: 1 + times * sizes.reduce((sum, { values }) => sum + values, 0),
    depth: 1 + Math.max(0, ...sizes.map(({ depth }) => depth)),
  }
}
