import { context, trace, type Span, type Tracer } from '@opentelemetry/api'

/** A part of a step that no event begins or ends. */
export interface Phase {
  readonly name: 'forward' | 'backward' | 'evaluate'
  readonly path: string
}

/** The phase that something at `path` belongs to; undefined for what the step does itself, such as updates. */
export function phaseOf(path: string, isForward: boolean): Phase | undefined {
  const names = path.split('/')
  const at = names.findIndex((name) => name === 'backward' || name.startsWith('evaluate-'))
  if (at >= 0) {
    const name = names[at] === 'backward' ? 'backward' : 'evaluate'
    return { name, path: names.slice(0, at + 1).join('/') }
  }
  return isForward ? { name: 'forward', path: names[0]! } : undefined
}

export interface OpenPhase {
  readonly span: Span
  /** Tells that the phase goes on until now. */
  goesOn(): void
}

/** The spans of phases: each lasts from the first to the last sign of it. */
export class Phases {
  readonly #tracer: Tracer
  readonly #open = new Map<string, OpenPhase & { readonly end: () => void }>()

  constructor(tracer: Tracer) {
    this.#tracer = tracer
  }

  /** The phase, begun below `parent` if it was not yet. */
  enter({ name, path }: Phase, parent: Span): OpenPhase {
    const key = `${name} ${path}`
    const known = this.#open.get(key)
    if (known) return known
    let last = Date.now()
    const above = trace.setSpan(context.active(), parent)
    const attributes = { 'textgrad.path': path }
    const span = this.#tracer.startSpan(name, { attributes, startTime: last }, above)
    const phase = {
      span,
      goesOn: () => void (last = Math.max(last, Date.now())),
      end: () => span.end(last),
    }
    this.#open.set(key, phase)
    return phase
  }

  endAll(): void {
    for (const phase of this.#open.values()) phase.end()
    this.#open.clear()
  }
}
