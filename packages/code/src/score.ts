import { availableParallelism } from 'node:os'

import type { ScoredRow, Scorer } from '@textgrad/core'
import { z } from 'zod'

import { runner } from './runner/runner.ts'
import { limitsOf } from './sandbox/limits.ts'
import { passRates } from './score/pass-rates.ts'
import { resultsFile } from './score/results-file.ts'
import { SampleScorer } from './score/sample-scorer.ts'
import { sampledProblems } from './score/sampled-problems.ts'
import { openSandbox, sandboxSetting } from './task/sandbox-named.ts'

const config = z.strictObject({
  problems: z.string().meta({
    format: 'path',
    description: 'The problems: HumanEval, HumanEval+, MBPP+ or HumanEval-X as published, or your own',
    examples: ['HumanEval.jsonl.gz'],
  }),
  samples: z.string().meta({
    format: 'path',
    description: 'What was written for them: lines with task_id and completion or solution',
    examples: ['samples.jsonl'],
  }),
  results: z.string().optional().meta({
    format: 'path-to-write',
    description: 'Where verdicts are kept, so that none is found twice (default: <samples>.results.jsonl)',
  }),
  k: z
    .string()
    .regex(/^\d+(,\d+)*$/, 'expected whole numbers from 1, separated by commas')
    .default('1,10,100')
    .describe('Chances that one of so many samples passes, where there are as many of each problem'),
  sandbox: sandboxSetting
    .default('auto')
    .describe(
      'Where programs run: auto (the strongest here), bwrap, pyodide, quickjs, piston=<url>, or unsafe-local',
    ),
  cpuSeconds: z
    .number()
    .positive()
    .optional()
    .describe('Processor time for a call of a program (default: 10)'),
  memoryMb: z.int().min(64).optional().describe('Memory of a program in MiB (default: 512)'),
  atOnce: z.int().min(1).optional().describe('Programs that run at once (default: one per processor)'),
})

/** Samples that are under way at once, so that all workers are busy. */
const ahead = 64

/**
 * Scores samples of problems: a row for each sample, in their order, with the status of every test; it returns how many
 * passed, with pass@k. Verdicts are kept beside the samples as they come: what was scored is not scored again.
 */
export const scorer: Scorer<z.infer<typeof config>> = {
  config,
  async *run(
    { problems, samples, results: file, ...settings },
    { signal, tell, part = { index: 0, of: 1 } },
  ) {
    const { format, sampled: all } = await sampledProblems(problems, samples)
    const sampled = all.filter((_, place) => place % part.of === part.index)
    await using opened = new AsyncDisposableStack()
    const languages = [...new Set(sampled.map(({ problem }) => problem.language))]
    const { sandbox, choice } = await openSandbox(settings.sandbox, languages)
    opened.use(sandbox)
    if (choice) tell?.(choice.words)
    const { cpuSeconds, memoryMb, atOnce: workers = availableParallelism() } = settings
    const limits = limitsOf({
      ...(cpuSeconds !== undefined && { cpuSeconds }),
      ...(memoryMb !== undefined && { memoryBytes: memoryMb * 2 ** 20 }),
    })
    const tests = opened.use(runner({ sandbox, limits, workers }))
    const results = opened.use(await resultsFile(file ?? `${samples}.results.jsonl`))
    const scoring = new SampleScorer({ format, sampled, runner: tests, sandbox, results, workers, signal })
    const rows: ScoredRow[] = []
    const pending: Promise<ScoredRow>[] = []
    const take = async (): Promise<ScoredRow> => {
      const row = await pending.shift()!
      rows.push({ task_id: row['task_id']!, passed: row['passed']! })
      return row
    }
    for (const one of sampled) {
      const scored = scoring.score(one)
      // Who waits for it is told.
      scored.catch(() => {})
      pending.push(scored)
      if (pending.length >= ahead) yield take()
    }
    while (pending.length > 0) yield take()
    return sumOf(settings, rows)
  },
  sum: sumOf,
}

function sumOf({ k }: { readonly k: string }, scored: readonly ScoredRow[]): ScoredRow {
  const rows = scored.map((row) => ({ task: row['task_id'] as string, passed: row['passed'] as boolean }))
  const passed = rows.filter((row) => row.passed).length
  return { total: rows.length, passed, ...passRates(rows, k.split(',').map(Number)) }
}
