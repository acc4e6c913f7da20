import {
  canonicalLog,
  optimize,
  type Evaluator,
  type Problem,
  type RunEvent,
  type Strategy,
} from '@textgrad/core'

import { letters, type LettersConfig, notingEngine } from './letters.test.support.ts'

/** Proposes words, so many in each step. */
function words(perStep: number): Strategy {
  return {
    name: 'words',
    async next({ step, pool }, _problem, call) {
      return Array.from({ length: perStep }, (_, index) => ({
        candidate: { text: 'ab'.repeat(step) + call.random.integer(1e9).toString(36) + index },
        parents: [pool[0]!.id],
        by: 'words',
      }))
    },
  }
}

export interface LettersRun {
  readonly config: LettersConfig
  /** Where requests of the engine are noted. */
  readonly file: string
  readonly steps: number
  readonly perStep: number
  readonly evaluator?: (problem: Problem<any>) => Evaluator
}

/** Runs the task of the tests to its end. */
export async function runLetters({ config, file, steps, perStep, evaluator }: LettersRun) {
  const engine = notingEngine(file)
  await using problem = await letters.setup(config, { engine })
  const events: RunEvent[] = []
  const run = { task: 'letters', config: { ...config }, engine: engine.id, version: '1' }
  const made = optimize(problem, {
    strategy: words(perStep),
    steps,
    seed: 7,
    run,
    emit: (event) => void events.push(event),
    budget: {},
    ...(evaluator && { evaluator: evaluator(problem) }),
  })
  for (;;) {
    const next = await made.next()
    if (next.done) return { events, log: canonicalLog(events), result: next.value }
  }
}
