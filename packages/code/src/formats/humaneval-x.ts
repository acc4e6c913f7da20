import { z } from 'zod'

import type { Problem } from '../problem.ts'
import { readRows } from './rows.ts'

const row = z.object({
  task_id: z.string(),
  prompt: z.string(),
  declaration: z.string(),
  canonical_solution: z.string(),
  test: z.string(),
  example_test: z.string(),
})

const languages = { Python: 'python', JavaScript: 'javascript' } as const

/** How each language begins the definition of a function at the beginning of a line. */
const definition = {
  python: /^def\s+(\w+)/gm,
  javascript: /^(?:const|let|var|function)\s+(\w+)/gm,
} as const

/**
 * HumanEval-X (Zheng et al. 2023, arXiv 2303.17568): `humaneval_python.jsonl.gz`, `humaneval_js.jsonl.gz`. The examples of the
 * statement are the local tests, all tests the hidden ones. Rejects with a TypeError for other languages.
 */
export async function readHumanEvalX(file: string): Promise<Problem[]> {
  return (await readRows(file, row)).map((about) => {
    const language = languages[about.task_id.split('/')[0] as keyof typeof languages]
    if (!language) throw new TypeError(`${file}: ${about.task_id} is neither Python nor JavaScript`)
    const entryPoint = [...about.declaration.matchAll(definition[language])].at(-1)?.[1]
    if (entryPoint === undefined) throw new TypeError(`${file}: ${about.task_id} declares no function`)
    // Helpers come from the statement. JavaScript's statements end within a function, so theirs come from the program.
    const prelude = language === 'python' ? { prelude: about.prompt } : {}
    const script = (id: string, code: string) =>
      ({ kind: 'script', id, code, entryPoint, ...prelude }) as const
    return {
      id: about.task_id,
      language,
      entryPoint,
      statement: about.prompt,
      tests: { local: [script('example', about.example_test)], hidden: [script('check', about.test)] },
      solution: about.prompt + about.canonical_solution,
    }
  })
}
