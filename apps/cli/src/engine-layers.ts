import { join } from 'node:path'

import {
  around,
  budgeted,
  compose,
  EngineError,
  type Engine,
  type EngineLayer,
  type GenerateRequest,
} from '@textgrad/core'
import { breaker, cached, paced, priced, retry, type PriceTable } from '@textgrad/engines'
import type { RunPlan } from '@textgrad/runs'

import { makeOwnFolder, ownFolder } from './own-folder.ts'

/** What goes around every model of a run. */
export interface LayerSettings {
  readonly plan: RunPlan
  /** Nothing new is to be begun once it is aborted. */
  readonly pause: AbortSignal
  /** Is told when a provider takes no more requests until somebody does something. */
  readonly onQuota: (error: EngineError) => void
  /** Records what is asked. */
  readonly traced?: EngineLayer | undefined
}

/**
 * The layers around every model, the outermost first. Models share the cache, and those of one server the line in which
 * requests wait. A further layer comes in here.
 */
export function modelLayers({ plan, pause, onQuota, traced }: LayerSettings): EngineLayer {
  const { cache, rpm, tpm, prices = {} } = (plan.options ?? {}) as Options
  if (cache?.startsWith(join(ownFolder(), '/'))) makeOwnFolder()
  const limits = { ...(rpm && { requestsPerMinute: rpm }), ...(tpm && { tokensPerMinute: tpm }) }
  const servers = new Map<string, readonly EngineLayer[]>()
  /** Where requests to a server wait: for their turn, and for the end of an outage. */
  const waitsFor = ({ id, settings }: Engine): readonly EngineLayer[] => {
    const server = settings?.address ?? id
    const waits = servers.get(server) ?? [paced(limits), breaker({ warn: tell })]
    servers.set(server, waits)
    return waits
  }
  const outer: readonly EngineLayer[] = [
    ...(traced ? [traced] : []),
    telling(onQuota),
    ...(cache === undefined ? [] : [cached({ dir: cache, warn: keepsNothing })]),
    retry(),
  ]
  return (model) => compose(model, ...outer, pausable(waitsFor(model), pause), budgeted(), priced(prices))
}

/** What a plan says of them. */
interface Options {
  readonly cache?: string
  readonly rpm?: number
  readonly tpm?: number
  readonly prices?: PriceTable
}

function keepsNothing({ message }: Error): void {
  tell(new Error(`replies are no longer kept: ${message}`))
}

function tell({ message }: Error): void {
  process.stderr.write(`textgrad: ${message.replaceAll('\n', ' ')}\n`)
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

/** Who waits in one of these layers leaves it at a pause; what was sent comes in. */
function pausable(waits: readonly EngineLayer[], pause: AbortSignal): EngineLayer {
  return (next) => {
    const sent = new WeakMap<GenerateRequest, GenerateRequest>()
    const last = around(next, (request) => next.generate(sent.get(request) ?? request))
    const first = compose(last, ...waits)
    return around(first, (request) => {
      const signal = request.signal ? AbortSignal.any([request.signal, pause]) : pause
      const waiting = { ...request, signal }
      sent.set(waiting, request)
      return first.generate(waiting)
    })
  }
}
