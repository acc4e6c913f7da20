import { validateConfig, type Engine, type Task } from '@textgrad/core'

import { rules } from './rules.ts'
import { sandboxChecks } from './sandbox/checks.ts'
import { scorer } from './score.ts'
import { codeConfig, type CodeSettings } from './task/config.ts'
import { programProblem } from './task/problem.ts'
import { runFiles } from './task/run-files.ts'

/** Its rules hold a sandbox open, so they are disposed of. */
export interface CodeTask extends Task<CodeSettings> {
  rules(settings: CodeSettings): Engine & AsyncDisposable
}

/** Solution optimisation: a program is rewritten until its tests pass. Hidden tests measure it and are shown to nobody. */
export const code: CodeTask = {
  name: 'code',
  summary: 'Improve a program by its tests, which run in a sandbox, or by the command of a repository',
  config: codeConfig,
  setup: async (settings, context) => programProblem(await validateConfig(codeConfig, settings), context),
  rules,
  // As many programs run at once as were asked for, each with its memory.
  needs: ({ atOnce, memoryMb = 512 }) =>
    atOnce === undefined ? {} : { cores: atOnce, memory: (atOnce * memoryMb) / 1024 },
  score: scorer,
  files: runFiles,
  checks: sandboxChecks,
}
