import { Watch } from '../findings/watch.ts'
import { improves, type Gate } from '../strategies/gate.ts'
import { candidateId, type Evaluated, type History, type Proposal } from '../strategies/strategy.ts'
import { budget as makeBudget, type Budget, type Limits, type Spend } from './budget.ts'
import { rootCall, type Call, type RootCall } from './call.ts'
import { inProcess, type Evaluator } from './evaluator.ts'
import type { Best, RunDescription, RunStatus } from './event.ts'
import type { OptimizeOptions, RunResult, Step } from './optimize.ts'
import {
  compareEvaluations,
  type Candidate,
  type Evaluation,
  type ItemChoice,
  type Problem,
} from './problem.ts'
import { digest, hash32 } from './random.ts'

/** A run under way: what it has tried, and what it tells of it. */
export class Run {
  readonly #problem: Problem<any>
  readonly #options: OptimizeOptions
  readonly #description: RunDescription
  readonly #evaluator: Evaluator
  readonly #gate: Gate
  readonly #budget: Budget
  readonly #root: RootCall
  readonly #watch: Watch
  readonly #pool: Evaluated[] = []
  readonly #failed: Evaluated[] = []
  /** The evaluation of each candidate, by its id: what was evaluated once is not paid for again. */
  readonly #evaluations = new Map<string, Promise<Evaluation>>()
  readonly #taken = new Set<string>()
  #best: Evaluated | undefined
  #steps = 0
  #stale = 0

  constructor(problem: Problem<any>, options: OptimizeOptions) {
    this.#problem = problem
    this.#options = options
    this.#description = { task: '', config: null, engine: '', version: '', ...options.run }
    this.#evaluator = options.evaluator ?? inProcess(problem)
    this.#gate = options.gate ?? options.strategy.gate ?? improves
    this.#budget = isBudget(options.budget) ? options.budget : makeBudget(options.budget)
    this.#watch = new Watch(problem, this.#description.config)
    const { seed, signal, pause, journal, now } = options
    const emit = this.#watch.listening(options.emit)
    this.#root = rootCall({ seed, signal, pause, emit, journal, budget: this.#budget, ...(now && { now }) })
  }

  get best(): Evaluated | undefined {
    return this.#best
  }

  /** Steps in a row that found nothing better. */
  get stale(): number {
    return this.#stale
  }

  /** Evaluates the start. */
  async start(): Promise<void> {
    const { strategy, seed } = this.#options
    const { start, metrics } = this.#problem
    await this.#root.emit({
      type: 'run-start',
      run: this.#description,
      seed,
      strategy: strategy.name,
      metrics,
      start,
    })
    const evaluated = await this.#evaluate(
      { candidate: start, parents: [], by: 'start' },
      this.#root.child('start'),
    )
    this.#taken.add(evaluated.id)
    this.#pool.push(evaluated)
    this.#best = evaluated
    await this.#watch.tell({ judged: [evaluated], stale: 0 }, this.#root, this.#root)
  }

  /** Goes one step; undefined when the strategy is finished. */
  async step(): Promise<Step | undefined> {
    const step = this.#steps + 1
    const parents = this.#pool.filter((one) => one.step === this.#pool.at(-1)!.step)
    const call = this.#root.child(`step-${step}`, { step, ...this.#randomOf(step) })
    await call.emit({ type: 'step-start', parents: [this.#pool.at(-1)!.id] })
    const proposals = await this.#options.strategy.next(
      this.#history(step),
      this.#problem,
      call,
      (candidate, items) => this.#look(candidate, items, call),
    )
    if (proposals.length === 0) {
      await this.#watch.tell({ judged: parents, stale: this.#stale }, call, this.#root)
      return undefined
    }
    this.#steps = step
    const done = await Promise.allSettled(proposals.map((proposal) => this.#evaluate(proposal, call)))
    // What was paid for is kept, even when another proposal of this step could not be evaluated any more.
    const tried = done.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
    const before = this.#best
    const accepted: Evaluated[] = []
    for (const child of tried) if (await this.#take(child, call)) accepted.push(child)
    this.#stale = this.#best === before ? this.#stale + 1 : 0
    await this.#watch.tell({ judged: [...parents, ...tried], stale: this.#stale }, call, this.#root)
    await call.emit({
      type: 'step-end',
      accepted: accepted.map(({ id }) => id),
      best: asBest(this.#best!),
      spent: this.#spent(),
    })
    const failure = done.find((one) => one.status === 'rejected')
    if (failure) throw failure.reason
    return { step, tried, accepted, best: this.#best! }
  }

  /** Tells the end, when nothing is under way any more. */
  async end(status: RunStatus, reason?: string): Promise<void> {
    await this.#root.finish()
    await this.#root.child('', { step: this.#steps }).emit({
      type: 'run-end',
      status,
      steps: this.#steps,
      spent: this.#spent(),
      ...(this.#best && { best: asBest(this.#best) }),
      ...(reason !== undefined && { reason }),
    })
  }

  result(status: RunStatus): RunResult {
    return { status, best: this.#best!, steps: this.#steps, spent: this.#spent() }
  }

  /** After a fork other numbers are drawn, and other replies of a model asked for. */
  #randomOf(step: number): { readonly seed: number; readonly sample?: number } {
    const { seed, forks = [] } = this.#options
    const passed = forks.filter(({ after }) => step > after)
    if (passed.length === 0) return { seed }
    const forked = passed.reduce((mixed, { salt }) => hash32(`fork ${salt}`, mixed), seed)
    // Small enough to be added to a provider's seed.
    return { seed: forked, sample: 1 + (hash32(JSON.stringify(passed)) % 1_000_000) }
  }

  #history(step: number): History {
    return { step, pool: [...this.#pool], failed: [...this.#failed], best: this.#best! }
  }

  async #evaluate(proposal: Proposal, call: Call): Promise<Evaluated> {
    const id = candidateId(proposal.candidate)
    return { ...proposal, id, step: call.step, evaluation: await this.#evaluateOnce(id, proposal, call) }
  }

  #evaluateOnce(id: string, proposal: Proposal, call: Call): Promise<Evaluation> {
    const evaluation = this.#evaluations.get(id) ?? this.#score(id, proposal, call)
    this.#evaluations.set(id, evaluation)
    return evaluation
  }

  async #score(id: string, proposal: Proposal, call: Call): Promise<Evaluation> {
    const place = call.child(`evaluate-${id}`)
    const { candidate, parents, by, memory } = proposal
    const evaluation = await this.#buy(id, candidate, undefined, place)
    const { artifacts = [], ...rest } = evaluation
    const event = { id, candidate, evaluation: rest, parents, by, ...(memory && { memory }) }
    await place.emit({ type: 'evaluation', ...event })
    for (const artifact of artifacts)
      await place.child(artifact.name).emit({ type: 'artifact', id, artifact })
    return evaluation
  }

  /** An evaluation for a strategy that looks before it proposes: on all items it is the candidate's own. */
  #look(candidate: Candidate, items: ItemChoice | undefined, call: Call): Promise<Evaluation> {
    const id = candidateId(candidate)
    if (!items)
      return this.#evaluateOnce(id, { candidate, parents: [], by: this.#options.strategy.name }, call)
    const key = `${id}-${digest(`${items.of} ${items.places.join(' ')}`)}`
    const known = this.#evaluations.get(key) ?? this.#glance(key, candidate, items, call)
    this.#evaluations.set(key, known)
    return known
  }

  async #glance(key: string, candidate: Candidate, items: ItemChoice, call: Call): Promise<Evaluation> {
    const place = call.child(`evaluate-${key}`)
    const evaluation = await this.#buy(key, candidate, items, place)
    await place.emit({
      type: 'metric',
      name: `score on ${items.places.length} items`,
      value: evaluation.score,
    })
    return evaluation
  }

  #buy(key: string, candidate: Candidate, items: ItemChoice | undefined, place: Call): Promise<Evaluation> {
    const job = {
      run: this.#description,
      seed: place.seed,
      path: place.path,
      candidate,
      ...(items && { items }),
    }
    const evaluations = Math.max(1, items?.places.length ?? this.#problem.items?.validation.length ?? 1)
    let pieces = 0
    const inside = place.child('', { watch: () => pieces++ })
    return place.once('evaluation', () => this.#evaluator.evaluate(job, inside), {
      hash: () => key,
      inPieces: () => pieces > 0,
      cost: { purpose: 'score', reserve: { evaluations }, spent: () => ({ evaluations }) },
    })
  }

  /** Lets the gate decide on a candidate; whether it was accepted. */
  async #take(child: Evaluated, call: Call): Promise<boolean> {
    const parent = this.#pool.find(({ id }) => id === child.parents[0]) ?? this.#pool.at(-1)!
    const place = call.child(`take-${child.id}`)
    const isBack =
      this.#gate.revisits && child.id !== parent.id && this.#pool.some(({ id }) => id === child.id)
    if (this.#taken.has(child.id) && !isBack) {
      await place.emit({ type: 'revert', id: child.id, to: parent.id, reason: 'it was tried before' })
      return false
    }
    this.#taken.add(child.id)
    if (compareEvaluations(child.evaluation, this.#best!.evaluation) > 0) this.#best = child
    if (await this.#gate.accept(child, parent, place)) {
      this.#pool.push(child)
      return true
    }
    this.#failed.push(child)
    const reason = child.evaluation.error ?? `the gate '${this.#gate.name}' did not accept it`
    await place.emit({ type: 'revert', id: child.id, to: parent.id, reason })
    return false
  }

  #spent(): Spend {
    const total = this.#budget.total()
    // Concurrent calls settle in any order, and sums of fractions depend on it in their last digits.
    return { ...total, dollars: Math.round(total.dollars * 1e9) / 1e9 }
  }
}

function isBudget(budget: Budget | Limits | undefined): budget is Budget {
  return budget !== undefined && 'reserve' in budget
}

function asBest({ candidate, evaluation: { score, metrics } }: Evaluated): Best {
  const values = Object.values(candidate)
  return { value: values.length === 1 ? values[0]! : candidate, score, metrics }
}
