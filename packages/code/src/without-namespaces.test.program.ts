import { gradient, optimize, TGD, validateConfig } from '@textgrad/core'

import { SandboxError } from './sandbox/sandbox-error.ts'
import { code } from './task.ts'
import type { CodeConfig } from './task/config.ts'

/** Repairs a program by the rules, as its configuration in the first argument says, and prints each score; or why it can not. */
try {
  const config = (await validateConfig(code.config, JSON.parse(process.argv[2]!))) as CodeConfig
  await using engine = code.rules(config)
  await using problem = await code.setup(config, { engine })
  const strategy = gradient(({ parameters }) => new TGD(parameters, { engine }))
  const scores: number[] = []
  let metrics: object = {}
  for await (const { best } of optimize(problem, { strategy, seed: 1, steps: 3 })) {
    scores.push(best.evaluation.score)
    metrics = best.evaluation.metrics
  }
  console.log(JSON.stringify({ scores, metrics }))
} catch (error) {
  if (!(error instanceof SandboxError)) throw error
  console.log(JSON.stringify({ kind: error.kind, message: error.message }))
}
