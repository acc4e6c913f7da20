import { z } from 'zod'

import { propertySchema } from './properties/property-schema.ts'
import type { Limits } from './sandbox/limits.ts'
import type { Language } from './sandbox/sandbox.ts'
import { checkedTests } from './tests/checked-tests.ts'
import type { Test } from './tests/test.ts'
import { toleranceSchema, valueSchema } from './tests/value-schema.ts'

/** A programming problem. */
export interface Problem {
  readonly id: string
  readonly language: Language
  /** The function to be written. */
  readonly entryPoint?: string | undefined
  /** What is asked, for a person or a model; for completion, the code to go on from. */
  readonly statement: string
  /** What is run before every program, such as imports that a platform brings along; it ends its line. */
  readonly preamble?: string | undefined
  readonly tests: {
    /** May be shown, and guide the work. */
    readonly local: readonly Test[]
    /** Measure the result, and are shown to nobody. */
    readonly hidden: readonly Test[]
  }
  readonly limits?: Partial<Limits> | undefined
  /** A program that is right. */
  readonly solution?: string | undefined
}

const id = z.string().trim().min(1)

const test = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('call'),
    id,
    call: z.strictObject({ function: z.string().min(1), args: z.array(valueSchema) }),
    expected: valueSchema,
    tolerance: toleranceSchema.optional(),
    text: z.string().optional(),
  }),
  z.strictObject({
    kind: z.literal('script'),
    id,
    code: z.string(),
    prelude: z.string().optional(),
    entryPoint: z.string().optional(),
  }),
  z.strictObject({
    kind: z.literal('stdio'),
    id,
    stdin: z.string(),
    stdout: z.string(),
    tolerance: toleranceSchema.optional(),
  }),
  propertySchema,
])

const limit = z.number().positive()

const problem: z.ZodType<Problem> = z.strictObject({
  id,
  language: z.enum(['python', 'javascript', 'typescript']),
  entryPoint: z.string().optional(),
  statement: z.string(),
  preamble: z.string().endsWith('\n').optional(),
  tests: z.strictObject({ local: z.array(test), hidden: z.array(test) }),
  limits: z
    .strictObject({
      cpuSeconds: limit,
      wallSeconds: limit,
      memoryBytes: limit,
      outputBytes: limit,
      fileBytes: limit,
      processes: limit,
    })
    .partial()
    .optional(),
  solution: z.string().optional(),
}) as z.ZodType<Problem>

/**
 * Problems of a JSONL file, one per line.
 * @throws TypeError naming the line and what is wrong with it
 */
export function readProblems(jsonl: string): Problem[] {
  const problems: Problem[] = []
  for (const [index, line] of jsonl.split('\n').entries()) {
    if (line.trim() === '') continue
    problems.push(checked(line, index + 1))
  }
  return problems
}

function checked(line: string, number: number): Problem {
  try {
    const read = problem.parse(JSON.parse(line))
    for (const tests of [read.tests.local, read.tests.hidden])
      if (tests.length > 0) checkedTests(tests, read.language)
    return read
  } catch (cause) {
    const why = cause instanceof z.ZodError ? z.prettifyError(cause) : (cause as Error).message
    throw new TypeError(`line ${number} is no problem: ${why}`, { cause })
  }
}
