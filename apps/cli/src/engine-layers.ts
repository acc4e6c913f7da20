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
  const { cache, prices = {} } = (plan.options ?? {}) as Options
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

/** Where requests to the server of an engine wait: for their turn, and for the end of an outage. */
export type Lines = (engine: Engine) => { readonly turn: EngineLayer; readonly outage: EngineLayer }

/** The lines of a plan, one for each server. */
export function linesOf({ options }: RunPlan): Lines {
  const { rpm, tpm } = (options ?? {}) as Options
  const limits = { ...(rpm && { requestsPerMinute: rpm }), ...(tpm && { tokensPerMinute: tpm }) }
  const servers = new Map<string, ReturnType<Lines>>()
  return ({ id, settings }) => {
    const server = settings?.address ?? id
    const line = servers.get(server) ?? { turn: paced(limits), outage: breaker({ warn: tell }) }
    servers.set(server, line)
    return line
  }
}

/** The lines of a worker: it is told by the run when it is its turn, and has limits of its own only where it was given some. */
export function linesOfWorker(plan: RunPlan): Lines {
  const { rpm, tpm } = (plan.options ?? {}) as Options
  const lines = linesOf(plan)
  return (engine) => {
    const line = lines(engine)
    return rpm || tpm ? line : { ...line, turn: (next) => next }
  }
}

/** Where requests of workers wait for their turn, in the same lines; each worker sees for itself whom it reaches. */
export function turnsIn(lines: Lines, pause: AbortSignal): EngineLayer {
  return (next) => pausable([lines(next).turn], pause)(next)
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
