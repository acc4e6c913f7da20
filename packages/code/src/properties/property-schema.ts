import { z } from 'zod'

import { toleranceSchema } from '../tests/value-schema.ts'
import { inputSchema } from './input-description.ts'

const code = z.string().trim().min(1).optional()
const nameForm = /^[\p{ID_Start}_][\p{ID_Continue}]*$/u
const name = z.string().regex(nameForm, 'is no name that a program may use')

/** What has to hold: one of them. */
const claims = ['property', 'check', 'reference'] as const

export const propertySchema = z
  .strictObject({
    kind: z.literal('property'),
    id: z.string().trim().min(1),
    inputs: z.record(z.string(), inputSchema),
    function: name.optional(),
    property: code,
    // The indentation of its first line is part of it.
    check: z.string().regex(/\S/, 'must not be blank').optional(),
    reference: code,
    tolerance: toleranceSchema.optional(),
    where: code,
    prelude: z.string().optional(),
    cases: z.int().min(1).max(10_000).optional(),
    seed: z.int32().optional(),
  })
  .superRefine((test, context) => {
    const refuse = (field: string, message: string) =>
      context.addIssue({ code: 'custom', path: [field], message })
    const claimed = claims.filter((claim) => test[claim] !== undefined)
    if (claimed.length !== 1)
      refuse(
        claimed[1] ?? 'property',
        `expected one of ${claims.join(', ')}, got ${claimed.join(' and ') || 'none'}`,
      )
    if (test.reference !== undefined && test.function === undefined)
      refuse('function', 'must name the function that a reference is compared by')
    if (test.tolerance !== undefined && test.reference === undefined)
      refuse('tolerance', 'belongs to a reference: property and check say themselves what is near enough')
    const names = Object.keys(test.inputs)
    if (names.length === 0) refuse('inputs', 'must describe at least one input')
    const wrong = names.find((one) => !nameForm.test(one))
    if (wrong !== undefined) refuse('inputs', `${JSON.stringify(wrong)} is no name that a program may use`)
    const taken = names.find(
      (one) => one === 'result' || one === test.function || one.startsWith('_textgrad'),
    )
    if (taken !== undefined) refuse('inputs', `must not be called ${taken}, which means something else here`)
  })
