import type { PlusProblem } from '../formats/humanevalplus.ts'
import { readSamples, sampleProgram } from '../formats/samples.ts'
import type { Problem } from '../problem.ts'
import { readProblemFile, type ProblemFormat } from '../task/problem-file.ts'
import type { Program } from '../values.ts'

/** A sample with the problem that it is for. */
export interface Sampled {
  readonly problem: Problem | PlusProblem
  readonly program: Program
}

/** Rejects with a TypeError naming a file or a sample that does not fit, before anything is run. */
export async function sampledProblems(
  problemFile: string,
  sampleFile: string,
): Promise<{ readonly format: ProblemFormat; readonly sampled: readonly Sampled[] }> {
  const { format, problems } = await readProblemFile(problemFile)
  const known = new Map(problems.map((problem) => [problem.id, problem]))
  const samples = await readSamples(sampleFile)
  if (samples.length === 0)
    throw new TypeError(`${sampleFile}: expected samples, a line for each; it has none`)
  const sampled = samples.map((sample, index): Sampled => {
    const problem = known.get(sample.problem)
    if (problem) return { problem, program: sampleProgram(sample, problem) }
    throw new TypeError(
      `${sampleFile}, sample ${index + 1}: expected a task_id of ${problemFile}, got ${sample.problem}`,
    )
  })
  return { format, sampled }
}
