import { z } from 'zod'

import { tagOf, type Value } from '../codec/value.ts'
import type { Problem } from '../problem.ts'
import { testsOfCheck } from './humaneval.ts'
import { pythonNumbers, readRows } from './rows.ts'

const row = z.object({
  task_id: z.string(),
  prompt: z.string(),
  entry_point: z.string(),
  canonical_solution: z.string(),
  /** What the Mini file leaves out. */
  test: z.string().optional(),
  base_input: z.array(z.array(z.unknown())),
  plus_input: z.array(z.array(z.unknown())),
  atol: z.number(),
})

/** A problem of HumanEval+, with the inputs that its solution answers. */
export interface PlusProblem extends Problem {
  readonly solution: string
  readonly inputs: { readonly base: readonly Inputs[]; readonly plus: readonly Inputs[] }
  /** How far results may be apart, where they are floats. */
  readonly tolerance: { readonly absolute: number; readonly relative: number }
}

/** The arguments of one call. */
export type Inputs = readonly Value[]

/**
 * HumanEval+ (Liu et al. 2023, arXiv 2305.01210): `HumanEvalPlus.jsonl.gz`, or `HumanEvalPlus-Mini.jsonl.gz`. Its local tests are
 * HumanEval's, of which Mini has none. The file holds inputs alone; `answeredTests` makes tests of them. Numbers follow its rule: a tolerance of `atol`, or of 1e-6 where
 * there is none and results are floats, and 1e-7 of what is expected.
 */
export async function readHumanEvalPlus(file: string): Promise<PlusProblem[]> {
  return (await readRows(file, row, pythonNumbers)).map((about) => ({
    id: about.task_id,
    language: 'python',
    entryPoint: about.entry_point,
    statement: about.prompt,
    tests: { local: about.test === undefined ? [] : testsOfCheck(about.test, about), hidden: [] },
    solution: about.prompt + about.canonical_solution,
    inputs: { base: about.base_input.map(inputsOf), plus: about.plus_input.map(inputsOf) },
    tolerance: { absolute: about.atol === 0 ? 1e-6 : about.atol, relative: 1e-7 },
  }))
}

export const inputsOf = (inputs: readonly unknown[]): Inputs => inputs.map(pythonValue)

/** Dictionaries whose keys could be taken for tags or would be put in another order. */
function pythonValue(data: unknown): Value {
  if (Array.isArray(data)) return data.map(pythonValue)
  if (typeof data !== 'object' || data === null || tagOf(data as Value) !== undefined) return data as Value
  const entries = Object.entries(data).map(([key, part]) => [key, pythonValue(part)] as const)
  const isPlain = entries.every(([key]) => /^[^$\d]/.test(key) && key !== '__proto__')
  return isPlain ? Object.fromEntries(entries) : { $dict: entries }
}
