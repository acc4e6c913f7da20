import { SystemError } from '@textgrad/core'

import { answeredTests, type Oracle } from '../formats/answered.ts'
import type { PlusProblem } from '../formats/humanevalplus.ts'
import type { Sandbox } from '../sandbox/sandbox.ts'
import type { CallTest } from '../tests/test.ts'

export interface AnsweredInputs {
  readonly tests: readonly CallTest[]
  /** The ids of inputs to which the solution gives no answer that can be compared, such as one larger than 16 MB. */
  readonly notAsked: readonly string[]
}

/** A solution is trusted, and may take its time to answer. */
const limits = { cpuSeconds: 120 }

/** Tests of inputs of HumanEval+ or MBPP+: what the solution gives is expected. Rejects with a SandboxError. */
export async function answeredInputs(
  { language, solution: source, entryPoint, tolerance, inputs }: PlusProblem,
  set: 'base' | 'plus',
  sandbox: Sandbox,
): Promise<AnsweredInputs> {
  const oracle: Oracle = { language, source, entryPoint: entryPoint!, tolerance, inputs: inputs[set] }
  const tests: CallTest[] = []
  const notAsked: string[] = []
  const ask = async (from: number, to: number): Promise<void> => {
    const found = await answers({ ...oracle, inputs: oracle.inputs.slice(from, to) }, sandbox)
    const idAt = (place: number) => `${set}-${from + place + 1}`
    if (found) {
      tests.push(...found.map((test, place) => ({ ...test, id: idAt(place) })))
    } else if (to - from === 1) {
      notAsked.push(idAt(0))
    } else {
      const middle = Math.floor((from + to) / 2)
      await ask(from, middle)
      await ask(middle, to)
    }
  }
  await ask(0, oracle.inputs.length)
  return { tests, notAsked }
}

/** Undefined where the solution does not answer one of them. */
async function answers(oracle: Oracle, sandbox: Sandbox): Promise<readonly CallTest[] | undefined> {
  try {
    return await answeredTests(oracle, sandbox, limits)
  } catch (error) {
    if (error instanceof SystemError) throw error
    return undefined
  }
}
