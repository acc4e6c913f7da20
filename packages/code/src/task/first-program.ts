import { constant, LlmCall, rootCall, type Engine } from '@textgrad/core'

import type { Problem } from '../problem.ts'
import { programIn } from '../values.ts'

const languageNames = { python: 'Python', javascript: 'JavaScript', typescript: 'TypeScript' } as const

/** What a model is told that writes a program from its statement alone. */
function instruction({ language, entryPoint }: Problem): string {
  const name =
    entryPoint === undefined ? '' : ` It has to define \`${entryPoint}\`, called as the problem says.`
  return `You solve a programming problem in ${languageNames[language]}.${name} Write the whole program with all of its imports, without tests and \
without examples of its use, in one fenced block.`
}

/**
 * A model's own first program for a problem, of which it sees the statement and no test. Rejects with a TypeError for a problem without a
 * statement, with EngineError, or the signal's reason.
 */
export async function firstProgram(
  problem: Problem,
  engine: Engine,
  signal: AbortSignal | undefined,
): Promise<string> {
  const { id, language, statement } = problem
  if (statement.trim() === '')
    throw new TypeError(`Expected a statement of ${id} to write a first program from`)
  const model = new LlmCall({ engine, system: instruction(problem) })
  const asked = constant(statement.trim(), { role: 'programming problem' })
  const reply = await model.forward(asked, rootCall({ signal, path: 'first-program' }))
  return programIn(reply.value, language)
}
