import { z } from 'zod'

import { testsOfAsserts } from '../tests/asserts.ts'
import { inputsOf, type PlusProblem } from './humanevalplus.ts'
import { restoredInputs } from './mbpp-types.ts'
import { pythonNumbers, readRows } from './rows.ts'

const row = z.object({
  task_id: z.string(),
  prompt: z.string(),
  entry_point: z.string(),
  canonical_solution: z.string(),
  /** MBPP's own tests. */
  assertion: z.string(),
  base_input: z.array(z.array(z.unknown())),
  plus_input: z.array(z.array(z.unknown())),
  atol: z.number(),
})

/**
 * MBPP+ (Austin et al. 2021, arXiv 2108.07732; Liu et al. 2023, arXiv 2305.01210): `MbppPlus.jsonl.gz`. Its local tests are
 * MBPP's assertions; `answeredTests` makes hidden ones of the inputs, whose types are restored.
 */
export async function readMbppPlus(file: string): Promise<PlusProblem[]> {
  return (await readRows(file, row, pythonNumbers)).map((about) => {
    const { task_id: id, entry_point: entryPoint } = about
    const inputs = (data: readonly (readonly unknown[])[]) =>
      data.map((one) => restoredInputs(id, inputsOf(one)))
    return {
      id,
      language: 'python',
      entryPoint,
      statement: about.prompt,
      tests: { local: testsOfAsserts(assertsOf(about.assertion), { entryPoint }), hidden: [] },
      solution: about.canonical_solution,
      inputs: { base: inputs(about.base_input), plus: inputs(about.plus_input) },
      tolerance: { absolute: about.atol === 0 ? 1e-6 : about.atol, relative: 1e-7 },
    }
  })
}

/** One per line that begins an assertion; what comes before the first belongs to each. */
function assertsOf(code: string): string[] {
  const [setup = '', ...asserts] = code.trim().split(/^(?=assert\b)/m)
  if (asserts.length === 0 || setup.startsWith('assert'))
    return [setup, ...asserts].map((text) => text.trim())
  return asserts.map((text) => `${setup}${text.trim()}`)
}
