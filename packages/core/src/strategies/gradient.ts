import type { BackwardMode } from '../graph/op.ts'
import type { Engine } from '../llm/engine.ts'
import type { Optimizer } from '../optimizers/optimizer.ts'
import type { Candidate, Objective } from '../run/problem.ts'
import { DataLoader } from './data-loader.ts'
import type { Strategy } from './strategy.ts'

export interface GradientOptions {
  /** Words the feedback (default: the optimizer's own engine). */
  readonly engine?: Engine
  readonly mode?: BackwardMode
  /** Backward calls under way at once (default: Infinity). */
  readonly concurrency?: number
  /** Training items per step, where the problem has items (default: 3). */
  readonly batchSize?: number
}

/**
 * Follows textual gradients: `gradient((o) => new TGD(o.parameters, { engine }))`. Each step takes the last
 * accepted candidate, goes forward and backward, and proposes what the optimizer makes of the gradients. It is
 * finished when nothing is left to improve.
 */
export function gradient(
  make: (objective: Objective<any>) => Optimizer,
  options: GradientOptions = {},
): Strategy {
  const { mode, concurrency, batchSize = 3 } = options
  return {
    name: 'gradient',
    async next(history, problem, call) {
      const current = history.pool.at(-1)!
      const objective = problem.build(current.candidate)
      const optimizer = make(objective)
      const engine = options.engine ?? optimizer.engine
      const train = problem.items?.train
      const items = train ? new DataLoader(train, { batchSize, seed: call.seed }).batch(history.step - 1) : []
      const loss = await objective.loss(items, call)
      await loss.backward({
        call,
        ...(engine && { engine }),
        ...(mode && { mode }),
        ...(concurrency !== undefined && { concurrency }),
      })
      const updates = await optimizer.propose(call, history)
      const idle = updates.every(({ outcome }) => outcome === 'skipped')
      // One satisfied batch says nothing of the next; without items nothing will ever change again.
      if (idle && !train) return []
      const changed = updates.map(
        ({ parameter, value }) => [parameter.id, parameter.codec.render(value)] as const,
      )
      const candidate: Candidate = { ...current.candidate, ...Object.fromEntries(changed) }
      return [{ candidate, parents: [current.id], by: optimizer.constructor.name }]
    },
  }
}
