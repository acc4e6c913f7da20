import type { LightEvent } from './light-event.ts'
import { betterFirst, type StepRow, type TrialRow } from './step-row.ts'
import { nothingUsed, withCall } from './used.ts'

type Light<T extends LightEvent['type']> = Extract<LightEvent, { readonly type: T }>

interface Known {
  readonly step: number
  readonly trial: TrialRow
}

/**
 * The steps of a run, folded from its events one by one. The server folds what there is and the page what comes: an event
 * that a row has in it already changes nothing, so that the two may overlap.
 */
export class RunFold {
  readonly #rows = new Map<number, StepRow>()
  readonly #known = new Map<string, Known>()
  #sorted: readonly StepRow[] | undefined
  #start: Light<'run-start'> | undefined
  #end: Light<'run-end'> | undefined
  #last = 0
  #count = 0

  /** The number of the last event. */
  get last(): number {
    return this.#last
  }

  /** How many events were folded here. */
  get count(): number {
    return this.#count
  }

  get start(): Light<'run-start'> | undefined {
    return this.#start
  }

  /** How the run ended; missing while it goes on. */
  get end(): Light<'run-end'> | undefined {
    return this.#end
  }

  /** By their numbers; 0, the start, is the first. */
  get rows(): readonly StepRow[] {
    this.#sorted ??= [...this.#rows.values()].toSorted((a, b) => a.number - b.number)
    return this.#sorted
  }

  /** The first trial of an id, and the step that evaluated it. */
  known(id: string): Known | undefined {
    return this.#known.get(id)
  }

  /** Takes rows over that were folded elsewhere. */
  take(rows: readonly StepRow[]): void {
    for (const row of rows) {
      const own = this.#rows.get(row.number)
      if (own && own.to >= row.to) continue
      this.#put(row)
    }
  }

  /** Adds an event. False if it was there already. */
  add(event: LightEvent): boolean {
    if (event.number <= this.#last) return false
    this.#last = event.number
    this.#count++
    if (event.type === 'run-start') this.#start = event
    else if (event.type === 'run-end') this.#end = event
    else this.#addToStep(event)
    return true
  }

  /** Events until `number` are in the rows that were taken over. */
  skipTo(number: number, start: Light<'run-start'> | undefined, end: Light<'run-end'> | undefined): void {
    this.#last = Math.max(this.#last, number)
    this.#start ??= start
    this.#end ??= end
  }

  #addToStep(event: LightEvent): void {
    const { number, step, at } = event
    const row = this.#rows.get(step) ?? emptyRow(event)
    if (number <= row.to) return
    this.#put({ ...row, ...this.#changed(row, event), to: number, ended: Math.max(row.ended, at) })
  }

  #put(row: StepRow): void {
    this.#rows.set(row.number, row)
    this.#sorted = undefined
    for (const trial of row.trials)
      if (trial.triedIn === undefined) this.#known.set(trial.id, { step: row.number, trial })
  }

  #changed(row: StepRow, event: LightEvent): Partial<StepRow> {
    switch (event.type) {
      case 'evaluation':
        return { trials: evaluated(row, event) }
      case 'revert':
        return { trials: this.#reverted(row, event) }
      case 'step-end':
        return { trials: accepted(row, event), closed: true, best: event.best, spent: event.spent }
      case 'generate':
        return { used: withCall(row.used, event) }
      case 'warning':
      case 'finding':
        return { warnings: row.warnings + 1 }
      default:
        return {}
    }
  }

  /** A candidate that was tried before is not evaluated again: only its revert tells of it. */
  #reverted({ trials, number }: StepRow, { id, reason }: Light<'revert'>): readonly TrialRow[] {
    if (trials.some((trial) => trial.id === id))
      return trials.map((trial) => (trial.id === id ? { ...trial, verdict: 'reverted', reason } : trial))
    const before = this.#known.get(id)
    if (!before) return trials
    const again: TrialRow = { ...before.trial, verdict: 'reverted', reason }
    return [...trials, before.step === number ? again : { ...again, triedIn: before.step }].toSorted(
      betterFirst,
    )
  }
}

function emptyRow({ step, number, at }: LightEvent): StepRow {
  const shared = { trials: [], best: null, used: nothingUsed, spent: null, warnings: 0, closed: false }
  return { number: step, from: number, to: 0, began: at, ended: at, ...shared }
}

function evaluated({ trials, number: step }: StepRow, event: Light<'evaluation'>): readonly TrialRow[] {
  if (trials.some(({ id }) => id === event.id)) return trials
  const { id, number, score, feasible, failed, by, words, parent } = event
  const verdict = step === 0 ? 'start' : 'undecided'
  const trial = {
    id,
    number,
    score,
    feasible,
    failed,
    by,
    words,
    verdict,
    ...(parent && { parent }),
  } as const
  return [...trials, trial].toSorted(betterFirst)
}

function accepted({ trials }: StepRow, event: Light<'step-end'>): readonly TrialRow[] {
  const ids = new Set(event.accepted)
  return trials.map((trial) => (ids.has(trial.id) ? { ...trial, verdict: 'kept' } : trial))
}
