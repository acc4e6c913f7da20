import { basename } from 'node:path'

import type { Problem } from '../problem.ts'
import { runner } from '../runner/runner.ts'
import { limitsOf, type Limits } from '../sandbox/limits.ts'
import { checkCoverage } from './check-coverage.ts'
import { codeConfig, type CodeConfig, type CodeSettings } from './config.ts'
import { checkForm } from './patch/check-form.ts'
import { PatchBench } from './patch/patch-bench.ts'
import { openRepository } from './repository/repository-bench.ts'
import { openSandbox } from './sandbox-named.ts'
import { after, functionIn, wholeFile } from './section.ts'
import { TestBench } from './test-bench.ts'
import { statedProblem, testedProblem } from './tested-problem.ts'
import type { Workbench } from './workbench.ts'

export interface OpenOptions {
  readonly signal?: AbortSignal | undefined
  /** Writes a program from the statement of a problem, where the configuration wants a model to (default: it starts empty). */
  readonly write?: ((problem: Problem) => Promise<string>) | undefined
}

/**
 * Opens what judges the programs of a configuration. Rejects with a TypeError that names what is missing or does not fit, or with
 * a SandboxError where the sandbox that was asked for can not be used on this machine.
 */
export async function openWorkbench(
  settings: CodeSettings,
  { signal, write }: OpenOptions = {},
): Promise<Workbench> {
  const config = codeConfig.parse(settings)
  checkFirst(config)
  checkCoverage(config)
  if (config.cmd !== undefined || config.repo !== undefined) return openRepository(config, signal)
  checkForm(config)
  if (config.also.length > 0) throw new TypeError('Expected repo with also, got a file or a problem')
  await using opened = new AsyncDisposableStack()
  const stated = await statedProblem(config)
  const { sandbox, choice } = await openSandbox(config.sandbox, [stated.problem.language])
  opened.use(sandbox)
  const tested = await testedProblem(stated, config, { sandbox, write })
  const { problem, start } = tested
  const own = config.function === undefined ? wholeFile(start) : functionIn(start, config.function)
  const section = problem.preamble === undefined ? own : after(problem.preamble, own)
  const limits = limitsFor(config, problem)
  const tests = opened.use(runner({ sandbox, limits, ...(config.atOnce && { workers: config.atOnce }) }))
  const { objective, words, coverage } = config
  const role = roleOf(problem, config)
  const resources = opened.move()
  const bench = new TestBench({
    tested,
    section,
    role,
    runner: tests,
    sandbox,
    choice,
    limits,
    objective,
    words,
    coverage,
    resources,
  })
  if (config.form === 'program') return bench
  const name = config.file === undefined ? `program${endings[problem.language]}` : basename(config.file)
  const worstSeconds = problem.tests.local.length * limits.wallSeconds
  return new PatchBench({ inner: bench, files: [{ file: name, text: start }], worstSeconds })
}

function checkFirst({ first, problems, file, bug }: CodeConfig): void {
  if (first === 'empty') return
  if (problems === undefined) throw new TypeError('Expected problems with first model')
  const other = file === undefined ? bug !== undefined && 'bug' : 'file'
  if (other !== false) throw new TypeError(`Expected either first model or ${other}, got both`)
}

const endings = { python: '.py', javascript: '.js', typescript: '.ts' } as const

/** Most programs that take longer never end, and many are tried. */
const usualSeconds = 5

function limitsFor({ cpuSeconds, memoryMb }: CodeConfig, { limits }: Problem): Limits {
  return limitsOf({
    cpuSeconds: usualSeconds,
    ...limits,
    ...(cpuSeconds !== undefined && { cpuSeconds }),
    ...(memoryMb !== undefined && { memoryBytes: memoryMb * 2 ** 20 }),
  })
}

const languageNames = { python: 'Python', javascript: 'JavaScript', typescript: 'TypeScript' } as const

/** What a program is to do, for a model. */
export function roleOf({ language, statement }: Problem, config: CodeConfig): string {
  const what =
    config.function === undefined ? 'a program in' : `the function ${config.function} of a program in`
  const asked = config.statement ?? statement
  const head = `${what} ${languageNames[language]}`
  return asked.trim() === ''
    ? `${head}, which has to pass its tests`
    : `${head}, for this problem:\n${asked.trim()}`
}
