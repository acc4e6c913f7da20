import type { Limits, RunEvent } from '@textgrad/core'
import { findingsInWords, findingsOf } from '@textgrad/runs'

import type { Screen } from './screen.ts'
import { fit, number, oneLine, timeOf } from './words.ts'

type EventOf<T extends RunEvent['type']> = Extract<RunEvent, { type: T }>

/** Columns from which on a line has room for values and what they cost. */
const narrow = 78

export interface ReporterOptions {
  readonly steps: number
  /** Lines of feedback shown above each step. */
  readonly feedback: number
  /** What ends the run, if it comes before the last step. */
  readonly limits?: Limits
}

/** Shows a run as it happens: a line per step, and a progress bar where the screen can redraw it. */
export class StepReporter {
  readonly #screen: Screen
  readonly #options: ReporterOptions
  #startedAt = 0
  #calls = 0
  #tokens = 0
  #evaluations = 0
  readonly #found: RunEvent[] = []
  #cost: number | undefined = 0
  #feedback: string[] = []
  /** Why a step tried nothing. */
  #idle = ''
  #tried: { score: number; value: string } | undefined
  /** Where evaluations are, besides this process. */
  #elsewhere: string[] = []
  #at = 0
  /** The last step that ended, and the best score until then. */
  #ended: { readonly step: number; readonly best: number } | undefined

  constructor(screen: Screen, options: ReporterOptions) {
    this.#screen = screen
    this.#options = options
  }

  /** Says in the progress bar where evaluations are. */
  progress(elsewhere: string): void {
    this.#elsewhere = [elsewhere]
    if (this.#startedAt > 0) this.#bar(this.#at)
  }

  tell(event: RunEvent): void {
    this.#at = event.at
    if (event.type === 'run-start') this.#start(event)
    else if (event.type === 'generate') this.#count(event)
    else if (event.type === 'gradient') this.#hear(event)
    else if (event.type === 'evaluation') this.#try(event)
    else if (event.type === 'update') this.#update(event)
    else if (event.type === 'step-end') this.#step(event)
    else if (event.type === 'warning')
      this.#screen.write(this.#screen.style('yellow', `     warning: ${oneLine(event.message)}`))
    else if (event.type === 'finding') this.#find(event)
    else if (event.type === 'run-end') this.#end(event)
  }

  #find(event: EventOf<'finding'>): void {
    this.#found.push(event)
    this.#screen.write(this.#screen.style('yellow', `     found: ${oneLine(event.text)}`))
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

  #count({ at, usage }: EventOf<'generate'>): void {
    this.#calls += usage.calls ?? 1
    this.#tokens += (usage.inputTokens ?? 0) + (usage.outputTokens ?? 0)
    this.#evaluations += usage.evaluations ?? 0
    const free = usage.inputTokens === 0 && usage.outputTokens === 0
    const dollars = free ? 0 : usage.dollars
    this.#cost = this.#cost === undefined || dollars === undefined ? undefined : this.#cost + dollars
    this.#bar(at)
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
    this.#ended = { step: 0, best: tried.score }
    this.#bar(at)
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
    this.#ended = { step, best: best.score }
    this.#bar(at)
  }

  #end({ best, status, reason, steps }: EventOf<'run-end'>): void {
    this.#startedAt = 0
    this.#screen.status('')
    const why = reason === undefined ? '' : ` (${oneLine(reason)})`
    this.#screen.write(`\nEnded: ${status}${why} after ${steps} steps`)
    const found = findingsInWords(findingsOf(this.#found))
    if (found !== '') this.#screen.write(`Found: ${found}`)
    if (!best) return
    const value = typeof best.value === 'string' ? best.value : JSON.stringify(best.value, undefined, 2)
    this.#screen.write(this.#screen.style('bold', `Best: ${value}`))
    const metrics = Object.entries(best.metrics).map(([name, metric]) => `${name} ${number(metric)}`)
    this.#screen.write(`Score ${number(best.score)}${metrics.length > 0 ? `; ${metrics.join(', ')}` : ''}`)
  }

  #line(step: string, verdict: string, at: number): string {
    const { score, value } = this.#tried ?? { score: Number.NaN, value: this.#idle }
    const facts = [
      String(this.#calls).padStart(5),
      String(this.#evaluations).padStart(5),
      this.#costInWords.padEnd(8),
      `${this.#seconds(at)} s`,
    ]
    return this.#row(step, Number.isNaN(score) ? '' : score.toFixed(4), verdict, value, facts.join('  '))
  }

  #row(...[step, score, verdict, value, facts]: [string, string, string, string, string]): string {
    const { columns } = this.#screen
    const start = `${step.padStart(4)}  ${score.padEnd(7)}  ${verdict.padEnd(8)}`
    // A narrow screen has no room for what it costs, which the bar tells.
    if (columns < narrow) return `${start}  ${fit(oneLine(value), Math.max(8, columns - start.length - 3))}`
    const width = Math.min(72, columns - 61)
    return `${start}  ${fit(oneLine(value), width).padEnd(width)}  ${facts}`
  }

  /** How far the run is, what it has spent, and about how long it goes on. */
  #bar(at: number): void {
    const { step, best } = this.#ended ?? { step: 0 }
    const width = 24
    const { steps } = this.#options
    const done = Math.round((width * step) / Math.max(1, steps))
    const facts = [
      `${'━'.repeat(done)}${'─'.repeat(width - done)} ${step}/${steps}`,
      ...(best === undefined ? [] : [`best ${best.toFixed(4)}`]),
      `${this.#calls} calls`,
      ...(this.#cost === undefined ? ['cost unknown'] : this.#cost === 0 ? [] : [this.#costInWords]),
      ...this.#left(step, at),
      ...this.#elsewhere,
    ]
    this.#screen.status(fit(facts.join('  '), this.#screen.columns))
  }

  /** By the share of the steps, or of a limit, that is used: whichever is used up first. */
  #left(step: number, at: number): string[] {
    const { steps, limits = {} } = this.#options
    const shares = [
      step / Math.max(1, steps),
      this.#calls / (limits.calls ?? Number.POSITIVE_INFINITY),
      this.#tokens / (limits.tokens ?? Number.POSITIVE_INFINITY),
      this.#evaluations / (limits.evaluations ?? Number.POSITIVE_INFINITY),
      (this.#cost ?? 0) / (limits.dollars ?? Number.POSITIVE_INFINITY),
    ]
    const share = Math.min(1, Math.max(...shares.filter((one) => one > 0), 0))
    return share === 0 ? [] : [`about ${timeOf(((at - this.#startedAt) * (1 - share)) / share)} left`]
  }

  get #costInWords(): string {
    return this.#cost === undefined ? 'unknown' : `$${this.#cost.toFixed(4)}`
  }

  #seconds(at: number): string {
    return ((at - this.#startedAt) / 1000).toFixed(1)
  }
}
