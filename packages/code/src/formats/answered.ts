import { pythonText } from '../codec/python-text.ts'
import type { Value } from '../codec/value.ts'
import { limitsOf, type Limits } from '../sandbox/limits.ts'
import type { Language, Sandbox } from '../sandbox/sandbox.ts'
import type { CallTest, Tolerance } from '../tests/test.ts'

/** A program that is right, and what to ask it. */
export interface Oracle {
  readonly language: Language
  readonly source: string
  readonly entryPoint: string
  readonly inputs: readonly (readonly Value[])[]
  readonly tolerance?: Tolerance | undefined
  /** What the ids begin with (default: 'input'). */
  readonly id?: string | undefined
}

/**
 * Tests whose expected values are what a right program gives. Rejects with a SandboxError, or with an Error naming the input
 * that the program does not answer.
 */
export async function answeredTests(
  { language, source, entryPoint, inputs, tolerance, id = 'input' }: Oracle,
  sandbox: Sandbox,
  limits: Partial<Limits> = {},
): Promise<CallTest[]> {
  await using candidate = await sandbox.open({ language, limits: limitsOf(limits) })
  const loaded = await candidate.load(source)
  if (loaded.status !== 'returned') throw new Error(`the right program does not load: ${loaded.status}`)
  const tests: CallTest[] = []
  for (const [index, args] of inputs.entries()) {
    const answer = await candidate.call(entryPoint, args)
    if (answer.status !== 'returned')
      throw new Error(
        `the right program does not answer ${entryPoint}(${args.map(pythonText).join(', ')}): ${answer.status}`,
      )
    tests.push({
      kind: 'call',
      id: `${id}-${index + 1}`,
      call: { function: entryPoint, args },
      expected: answer.value,
      ...(tolerance && { tolerance }),
    })
  }
  return tests
}
