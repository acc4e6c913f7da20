import { context, trace, type Attributes, type Span, type Tracer } from '@opentelemetry/api'
import type { GenerateRequest, RunEvent, Spend } from '@textgrad/core'

import { failureOf, markFailed, type Failure } from './failure.ts'
import { known, recorderOf, tracerOf, type Recorder, type TraceOptions } from './options.ts'
import { phaseOf, Phases, type OpenPhase } from './phases.ts'
import { spanEvents } from './span-events.ts'

type Emit = (event: RunEvent) => void | Promise<void>
type Told<Type extends RunEvent['type']> = Extract<RunEvent, { type: Type }>

export interface TracingOptions extends TraceOptions {
  /** Where the events go on to, such as the `emit` of a durable run. */
  readonly emit?: Emit
}

/** The spans of a run. Several runs at once have one each; one after the other they may share it. */
export interface Tracing extends TraceOptions, Disposable {
  /** For the option of this name that `optimize` has. */
  readonly emit: Emit
  /** For `traced`: the span that a request of this run belongs below; undefined where it is of no run. */
  enter(request: Pick<GenerateRequest, 'path' | 'purpose'>): Scope | undefined
  /** Ends what is still open, for a run that could not tell its end. */
  [Symbol.dispose](): void
}

interface Scope {
  readonly span: Span
  /** Tells that the request has ended. */
  leave(): void
}

/**
 * Records a run as spans: the run, its steps, in a step forward, backward and each evaluation, and below them the calls of
 * engines that have `traced(tracing)` around them. Feedback, scores and warnings are events in these spans; their texts
 * are left out, unless `content` is on. It never changes what a run does, and costs next to nothing without an SDK.
 */
export function tracing(options: TracingOptions = {}): Tracing {
  return new RunTracing(options)
}

class RunTracing implements Tracing {
  readonly tracer: Tracer
  readonly content?: boolean
  readonly redact?: (text: string) => string
  readonly #record: Recorder | undefined
  readonly #next: Emit | undefined
  readonly #phases: Phases
  #run: Span | undefined
  #step: { readonly path: string; readonly span: Span } | undefined

  constructor(options: TracingOptions) {
    this.tracer = tracerOf(options)
    if (options.content !== undefined) this.content = options.content
    if (options.redact) this.redact = options.redact
    this.#record = recorderOf(options)
    this.#next = options.emit
    this.#phases = new Phases(this.tracer)
  }

  readonly emit = (event: RunEvent): void | Promise<void> => {
    this.#tell(event)
    // A run whose events can not be kept has failed, and tells nothing more.
    const fail = (error: unknown): void => this.#end(failureOf(error))
    try {
      const told = this.#next?.(event)
      told?.catch(fail)
      return told
    } catch (error) {
      fail(error)
      throw error
    }
  }

  enter({ path, purpose }: Pick<GenerateRequest, 'path' | 'purpose'>): Scope | undefined {
    if (path === undefined || !this.#run) return undefined
    const phase = this.#phaseAt(path, purpose === 'forward' || purpose === 'evaluate')
    return {
      span: phase?.span ?? this.#above(path),
      leave: () => phase?.goesOn(),
    }
  }

  [Symbol.dispose](): void {
    this.#end({ type: 'abandoned' })
  }

  #tell(event: RunEvent): void {
    if (event.type === 'run-start') this.#startRun(event)
    if (!this.#run) return
    if (event.type === 'step-start') this.#startStep(event)
    else if (event.type === 'step-end') this.#endStep(event)
    else if (event.type === 'run-end') this.#endRun(event)
    else this.#note(event)
  }

  #startRun({ run, seed, strategy }: Told<'run-start'>): void {
    this.#end({ type: 'abandoned' })
    const name = run.task === '' ? 'invoke_workflow' : `invoke_workflow ${run.task}`
    const attributes = known({
      'gen_ai.operation.name': 'invoke_workflow',
      'gen_ai.workflow.name': run.task || undefined,
      'textgrad.engine': run.engine || undefined,
      'textgrad.version': run.version || undefined,
      'textgrad.strategy': strategy,
      'textgrad.seed': seed,
    })
    this.#run = this.tracer.startSpan(name, { attributes })
  }

  #startStep({ path, step, parents }: Told<'step-start'>): void {
    this.#phases.endAll()
    this.#step?.span.end()
    const attributes = { 'textgrad.step': step, 'textgrad.path': path, 'textgrad.parents': [...parents] }
    const above = trace.setSpan(context.active(), this.#run!)
    this.#step = { path, span: this.tracer.startSpan('step', { attributes }, above) }
  }

  #endStep({ accepted, best, spent }: Told<'step-end'>): void {
    this.#phases.endAll()
    this.#step?.span.setAttributes(
      known({ 'textgrad.accepted': [...accepted], 'textgrad.best.score': best.score, ...spentAs(spent) }),
    )
    this.#step?.span.end()
    this.#step = undefined
  }

  #endRun({ status, best, steps, spent, reason }: Told<'run-end'>): void {
    this.#run!.setAttributes(
      known({
        'textgrad.status': status,
        'textgrad.steps': steps,
        'textgrad.best.score': best?.score,
        ...spentAs(spent),
      }),
    )
    // Whoever leaves the loop ends the run in order; then there is no reason.
    const isFailure = status === 'failed' || (reason !== undefined && (status === 'aborted' || !best))
    this.#end(isFailure ? { type: status, message: reason } : undefined)
  }

  #end(failure: Failure | undefined): void {
    this.#phases.endAll()
    for (const span of [this.#step?.span, this.#run]) {
      if (span && failure) markFailed(span, failure, this.#record)
      span?.end()
    }
    this.#step = undefined
    this.#run = undefined
  }

  #note(event: RunEvent): void {
    const noted = this.#run?.isRecording() ? spanEvents(event, this.#record) : []
    if (noted.length === 0) return
    const phase = this.#phaseAt(event.path, event.type === 'forward')
    phase?.goesOn()
    const span = phase?.span ?? this.#above(event.path)
    for (const { name, attributes } of noted) span.addEvent(name, attributes)
  }

  #phaseAt(path: string, isForward: boolean): OpenPhase | undefined {
    const phase = phaseOf(path, isForward)
    return phase && this.#phases.enter(phase, this.#above(path))
  }

  /** The step that a path is in, else the run. */
  #above(path: string): Span {
    const step = this.#step
    return step && `${path}/`.startsWith(`${step.path}/`) ? step.span : this.#run!
  }
}

function spentAs(spent: Spend): Attributes {
  return Object.fromEntries(Object.entries(spent).map(([kind, amount]) => [`textgrad.spent.${kind}`, amount]))
}
