import { join } from 'node:path'

import { around, budgeted, compose, EngineError, type EngineLayer } from '@textgrad/core'
import { cached, priced, retry, type PriceTable } from '@textgrad/engines'
import type { RunPlan } from '@textgrad/runs'

import { makeOwnFolder, ownFolder } from './own-folder.ts'
import { linesOf, pausable, type Lines } from './server-lines.ts'
import { tell } from './tell.ts'

/** What goes around every model of a run. */
export interface LayerSettings {
  readonly plan: RunPlan
  /** Nothing new is to be begun once it is aborted. */
  readonly pause: AbortSignal
  /** Is told when a provider takes no more requests until somebody does something. */
  readonly onQuota: (error: EngineError) => void
  /** Where requests wait, where others wait there too (default: lines of their own). */
  readonly lines?: Lines
  /** Records what is asked. */
  readonly traced?: EngineLayer | undefined
}

/**
 * The layers around every model, the outermost first. Models share the cache, and those of one server the line in which
 * requests wait. A further layer comes in here.
 */
export function modelLayers({
  plan,
  pause,
  onQuota,
  traced,
  lines = linesOf(plan),
}: LayerSettings): EngineLayer {
  const { cache, prices = {} } = (plan.options ?? {}) as { cache?: string; prices?: PriceTable }
  if (cache?.startsWith(join(ownFolder(), '/'))) makeOwnFolder()
  const outer: readonly EngineLayer[] = [
    ...(traced ? [traced] : []),
    telling(onQuota),
    ...(cache === undefined ? [] : [cached({ dir: cache, warn: keepsNothing })]),
    retry(),
  ]
  const waits: EngineLayer = (next) => {
    const { turn, outage } = lines(next)
    return pausable([turn, outage], pause)(next)
  }
  return (model) => compose(model, ...outer, waits, budgeted(), priced(prices))
}

function keepsNothing({ message }: Error): void {
  tell(`replies are no longer kept: ${message}`)
}

/** Tells of a quota that is used up. */
function telling(onQuota: (error: EngineError) => void): EngineLayer {
  return (next) =>
    around(next, async (request) => {
      try {
        return await next.generate(request)
      } catch (error) {
        if (error instanceof EngineError && error.kind === 'quota') onQuota(error)
        throw error
      }
    })
}
