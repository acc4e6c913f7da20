import { around, compose, type Engine, type EngineLayer, type GenerateRequest } from '@textgrad/core'
import { breaker, paced } from '@textgrad/engines'
import type { RunPlan } from '@textgrad/runs'

import { LimitUsers } from './limit-users.ts'
import { tell } from './tell.ts'

/** Where requests to the server of an engine wait: for their turn, and for the end of an outage. */
export interface Lines {
  (engine: Engine): { readonly turn: EngineLayer; readonly outage: EngineLayer }
  /** Keeps what servers permit together with other programs. */
  readonly sharing: LimitUsers
}

/** The lines of a plan, one for each server. */
export function linesOf({ options }: RunPlan): Lines {
  const { rpm, tpm } = (options ?? {}) as Options
  const limits = { ...(rpm && { requestsPerMinute: rpm }), ...(tpm && { tokensPerMinute: tpm }) }
  const servers = new Map<string, ReturnType<Lines>>()
  const users = new LimitUsers(tell)
  const line = ({ id, settings }: Engine): ReturnType<Lines> => {
    const server = settings?.address ?? id
    const known = servers.get(server)
    if (known) return known
    const turn = users.counting(server, paced({ ...limits, among: () => users.among(server) }))
    const added = { turn, outage: breaker({ warn: ({ message }) => tell(message) }) }
    servers.set(server, added)
    return added
  }
  return Object.assign(line, { sharing: users })
}

/** The lines of a worker: it is told by the run when it is its turn, and has limits of its own only where it was given some. */
export function linesOfWorker(plan: RunPlan): Lines {
  const { rpm, tpm } = (plan.options ?? {}) as Options
  const lines = linesOf(plan)
  const line = (engine: Engine): ReturnType<Lines> => {
    const own = lines(engine)
    return rpm || tpm ? own : { ...own, turn: (next) => next }
  }
  return Object.assign(line, { sharing: lines.sharing })
}

/** Where requests of workers wait for their turn, in the same lines; each worker sees for itself whom it reaches. */
export function turnsIn(lines: Lines, pause: AbortSignal): EngineLayer {
  return (next) => pausable([lines(next).turn], pause)(next)
}

/** What a plan says of them. */
interface Options {
  readonly rpm?: number
  readonly tpm?: number
}

/** Who waits in one of these layers leaves it at a pause; what was sent comes in. */
export function pausable(waits: readonly EngineLayer[], pause: AbortSignal): EngineLayer {
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
