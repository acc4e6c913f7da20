import type { RunEvent } from '@textgrad/core'

import type { Screen } from './screen.ts'
import { fit, number, oneLine } from './words.ts'

type EventOf<T extends RunEvent['type']> = Extract<RunEvent, { type: T }>

export interface ReporterOptions {
  readonly steps: number
  /** Lines of feedback shown above each step. */
  readonly feedback: number
}

/** Shows a run as it happens: a line per step, and a progress bar where the screen can redraw it. */
export class StepReporter {
  readonly #screen: Screen
  readonly #options: ReporterOptions
  #startedAt = 0
  #calls = 0
  #evaluations = 0
  #cost: number | undefined = 0
  #feedback: string[] = []
  /** Why a step tried nothing. */
  #idle = ''
  #tried: { score: number; value: string } | undefined

  constructor(screen: Screen, options: ReporterOptions) {
    this.#screen = screen
    this.#options = options
  }

  tell(event: RunEvent): void {
    if (event.type === 'run-start') this.#start(event)
    else if (event.type === 'generate') this.#count(event)
    else if (event.type === 'gradient') this.#hear(event)
    else if (event.type === 'evaluation') this.#try(event)
    else if (event.type === 'update') this.#update(event)
    else if (event.type === 'step-end') this.#step(event)
    else if (event.type === 'warning')
      this.#screen.write(this.#screen.style('yellow', `     warning: ${oneLine(event.message)}`))
    else if (event.type === 'run-end') this.#end(event)
  }

  #start({ at, run, seed }: EventOf<'run-start'>): void {
    this.#startedAt = at
    const { steps } = this.#options
    this.#screen.write(
      this.#screen.style('bold', `${run.task}: ${run.engine}, seed ${seed}, up to ${steps} steps`),
    )
    this.#screen.write(
      this.#screen.style('dim', this.#row('step', 'score', '', 'value', 'calls  evals  cost      time')),
    )
  }

  #count({ usage }: EventOf<'generate'>): void {
    this.#calls++
    this.#evaluations += usage.evaluations ?? 0
    const free = usage.inputTokens === 0 && usage.outputTokens === 0
    const dollars = free ? 0 : usage.dollars
    this.#cost = this.#cost === undefined || dollars === undefined ? undefined : this.#cost + dollars
  }

  #hear({ kind, text, variable, from }: EventOf<'gradient'>): void {
    // What a loss says itself is the score, which is shown anyway.
    if (kind === 'feedback' && variable !== from && !this.#feedback.includes(text)) this.#feedback.push(text)
  }

  #update({ outcome, detail }: EventOf<'update'>): void {
    this.#idle =
      detail ?? (outcome === 'skipped' ? 'no feedback asked for a change' : 'nothing new was proposed')
  }

  #try({ step, at, candidate, evaluation }: EventOf<'evaluation'>): void {
    this.#evaluations++
    const tried = { score: evaluation.score, value: Object.values(candidate).join(' | ') }
    if (this.#tried === undefined || tried.score > this.#tried.score) this.#tried = tried
    if (step > 0) return
    this.#screen.write(this.#line('0', 'start', at))
    this.#tried = undefined
    this.#bar(0, tried.score, at)
  }

  #step({ step, at, accepted, best }: EventOf<'step-end'>): void {
    const shown = this.#options.feedback > 0 ? this.#feedback.slice(-this.#options.feedback) : []
    for (const text of shown)
      this.#screen.write(this.#screen.style('dim', `      ↳ ${fit(oneLine(text), this.#screen.columns - 8)}`))
    const kept = accepted.length > 0
    const line = this.#line(String(step), kept ? 'kept' : 'reverted', at)
    this.#screen.write(this.#screen.style(kept ? 'green' : 'yellow', line))
    this.#feedback = []
    this.#tried = undefined
    this.#bar(step, best.score, at)
  }

  #end({ best, status, reason, steps }: EventOf<'run-end'>): void {
    this.#screen.status('')
    const why = reason === undefined ? '' : ` (${oneLine(reason)})`
    this.#screen.write(`\nEnded: ${status}${why} after ${steps} steps`)
    if (!best) return
    const value = typeof best.value === 'string' ? best.value : JSON.stringify(best.value, undefined, 2)
    this.#screen.write(this.#screen.style('bold', `Best: ${value}`))
    const metrics = Object.entries(best.metrics).map(([name, metric]) => `${name} ${number(metric)}`)
    this.#screen.write(`Score ${number(best.score)}${metrics.length > 0 ? `; ${metrics.join(', ')}` : ''}`)
  }

  #line(step: string, verdict: string, at: number): string {
    const { score, value } = this.#tried ?? { score: Number.NaN, value: this.#idle }
    const cost = this.#cost === undefined ? 'unknown' : `$${this.#cost.toFixed(4)}`
    const facts = [
      String(this.#calls).padStart(5),
      String(this.#evaluations).padStart(5),
      cost.padEnd(8),
      `${this.#seconds(at)} s`,
    ]
    return this.#row(step, Number.isNaN(score) ? '' : score.toFixed(4), verdict, value, facts.join('  '))
  }

  #row(...[step, score, verdict, value, facts]: [string, string, string, string, string]): string {
    const width = Math.max(16, Math.min(72, this.#screen.columns - 61))
    return `${step.padStart(4)}  ${score.padEnd(7)}  ${verdict.padEnd(8)}  ${fit(oneLine(value), width).padEnd(width)}  ${facts}`
  }

  #bar(step: number, best: number, at: number): void {
    const width = 24
    const { steps } = this.#options
    const done = Math.round((width * step) / Math.max(1, steps))
    const left =
      step === 0
        ? ''
        : `  about ${(((at - this.#startedAt) / 1000 / step) * (steps - step)).toFixed(0)} s left`
    this.#screen.status(
      `${'━'.repeat(done)}${'─'.repeat(width - done)} ${step}/${steps}  best ${best.toFixed(4)}${left}`,
    )
  }

  #seconds(at: number): string {
    return ((at - this.#startedAt) / 1000).toFixed(1)
  }
}
