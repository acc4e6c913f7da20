import { basename, extname } from 'node:path'

import { random } from '@textgrad/core'
import { readText } from '@textgrad/host'

import type { PlusProblem } from '../formats/humanevalplus.ts'
import type { Problem } from '../problem.ts'
import { editedPrograms } from '../rules/all-edits.ts'
import { runner } from '../runner/runner.ts'
import type { Language, Sandbox } from '../sandbox/sandbox.ts'
import { answeredInputs } from './answered-inputs.ts'
import type { CodeConfig } from './config.ts'
import { readProblemFile } from './problem-file.ts'
import { testsOfFile } from './test-file.ts'

const languages: Readonly<Record<string, Language>> = {
  '.py': 'python',
  '.js': 'javascript',
  '.mjs': 'javascript',
  '.ts': 'typescript',
  '.mts': 'typescript',
}

/** A bug may make a program loop; solutions of problems take less. */
const noticeSeconds = 2

/** A problem with the program to start from. */
export interface TestedProblem {
  readonly problem: Problem
  readonly start: string
}

/** What is to be solved, before anything was run for it. */
export interface StatedProblem {
  readonly problem: Problem | PlusProblem
  /** The program to start from, where it is given. */
  readonly start?: string | undefined
}

/** What a configuration says is to be solved. Rejects with a TypeError naming what is missing or does not fit. */
export async function statedProblem(config: CodeConfig): Promise<StatedProblem> {
  if (config.problems === undefined) return problemOfFiles(config)
  for (const other of ['tests', 'hidden'] as const)
    if (config[other] !== undefined) throw new TypeError(`Expected either problems or ${other}, got both`)
  const problem = await chosenProblem(config.problems, config.task)
  return { problem, start: config.file === undefined ? undefined : await textOf(config.file) }
}

/** Writes a program from the statement of a problem. */
type Write = (problem: Problem) => Promise<string>

/** The same with all its tests and a start. Rejects with a TypeError for a bug where none can be made. */
export async function testedProblem(
  { problem: stated, start }: StatedProblem,
  { show, bug }: CodeConfig,
  { sandbox, write }: { readonly sandbox: Sandbox; readonly write?: Write | undefined },
): Promise<TestedProblem> {
  const problem = split(await withInputs(stated, sandbox), show)
  if (start !== undefined) return { problem, start }
  if (bug !== undefined) return { problem, start: await withBug(problem, bug, sandbox) }
  return { problem, start: write ? await write(problem) : emptyProgram(problem) }
}

async function problemOfFiles({
  file,
  tests,
  hidden,
  statement,
  ...rest
}: CodeConfig): Promise<TestedProblem> {
  if (file === undefined || tests === undefined)
    throw new TypeError('Expected problems, or file and tests, or repo, file and cmd')
  for (const other of ['task', 'show', 'bug'] as const)
    if (rest[other] !== undefined) throw new TypeError(`Expected problems with ${other}, got a file`)
  const language = languages[extname(file)]
  if (language !== 'python')
    throw new TypeError(`Expected a program of Python (.py) with a file of tests, got ${file}`)
  const program = basename(file, extname(file))
  const read = async (from: string) => testsOfFile(await textOf(from), from, program)
  const problem: Problem = {
    id: program,
    language,
    statement: statement ?? '',
    tests: { local: await read(tests), hidden: hidden === undefined ? [] : await read(hidden) },
  }
  return { problem, start: await textOf(file) }
}

async function textOf(file: string): Promise<string> {
  try {
    return await readText(file)
  } catch (cause) {
    throw new TypeError(`Expected a file that can be read, got ${file}: ${(cause as Error).message}`, {
      cause,
    })
  }
}

async function chosenProblem(file: string, id: string | undefined): Promise<Problem | PlusProblem> {
  const { problems } = await readProblemFile(file)
  const found =
    id === undefined && problems.length === 1 ? problems[0] : problems.find((one) => one.id === id)
  if (found) return found
  const some = problems.slice(0, 5).map((one) => one.id)
  throw new TypeError(
    `Expected task to be one of the ${problems.length} problems, ${some.join(', ')} ..., got ${id ?? 'none'}`,
  )
}

/**
 * HumanEval+ and MBPP+ hold inputs: what the solution answers to them is expected, and hidden. Where there are no other tests, as in
 * HumanEval+ Mini, the base inputs are shown.
 */
async function withInputs(problem: Problem | PlusProblem, sandbox: Sandbox): Promise<Problem> {
  if (!('inputs' in problem)) return problem
  const { tests: hidden } = await answeredInputs(problem, 'plus', sandbox)
  const { local } = problem.tests
  const shown = local.length > 0 ? local : (await answeredInputs(problem, 'base', sandbox)).tests
  return { ...problem, tests: { local: shown, hidden } }
}

/** So many of the tests that may be shown, evenly chosen; the others are hidden. */
function split(problem: Problem, show: number | undefined): Problem {
  const { local, hidden } = problem.tests
  if (show === undefined || show >= local.length) return problem
  const chosen = new Set(
    Array.from({ length: show }, (_, place) => Math.floor((place * local.length) / show)),
  )
  const others = local.filter((_, place) => !chosen.has(place))
  return {
    ...problem,
    tests: { local: local.filter((_, place) => chosen.has(place)), hidden: [...others, ...hidden] },
  }
}

/** A program with nothing in it: what the statement begins, or a function that does nothing. */
function emptyProgram({ language, entryPoint, statement }: Problem): string {
  if (language !== 'python') return `${statement}\n}`
  if (entryPoint === undefined) return 'pass\n'
  const begins = new RegExp(`^def\\s+${RegExp.escape(entryPoint)}\\b`, 'm').test(statement)
  return begins ? `${statement.trimEnd()}\n    pass\n` : `def ${entryPoint}(*arguments):\n    pass\n`
}

/** The first of the solution's edits, in an order drawn by the seed, that the tests notice. */
async function withBug(problem: Problem, seed: number, sandbox: Sandbox): Promise<string> {
  const { id, language, solution, tests } = problem
  if (solution === undefined || language !== 'python')
    throw new TypeError(`Expected a problem with a solution in Python for bug, got ${id}`)
  await using run = runner({ sandbox, workers: 1, limits: { cpuSeconds: noticeSeconds } })
  for (const { source } of random(seed, id).shuffle(editedPrograms(solution)))
    if (!(await run.run({ language, source }, tests.local)).passed) return source
  throw new TypeError(`Expected tests of ${id} that notice a bug: they notice none`)
}
