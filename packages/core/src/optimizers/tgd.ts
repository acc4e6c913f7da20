import type { Variable } from '../graph/variable.ts'
import type { Engine, Sampling } from '../llm/engine.ts'
import { asVariable } from '../llm/llm-call.ts'
import { promptLimit } from '../prompts/limit.ts'
import { updateSystem } from '../prompts/update.ts'
import { rootCall, type Call } from '../run/call.ts'
import type { History } from '../strategies/strategy.ts'
import type { Constraint } from './constraint.ts'
import type { Memory } from './memory.ts'
import type { Optimizer, ParameterUpdate } from './optimizer.ts'
import { tellUpdate } from './tell-update.ts'
import { requestUpdate, type UpdateGroup, type UpdateOptions } from './update.ts'

export interface TGDOptions {
  readonly engine: Engine
  /** What new values must obey, in words or as checks; a value that fails a check is sent back to the model. */
  readonly constraints?: readonly Constraint[]
  /** Examples of good values. */
  readonly examples?: readonly string[]
  /** How often the engine is asked before its reply is given up as unusable (default: 3). */
  readonly attempts?: number
  readonly sampling?: Sampling
  /** How to go about an update: replaces the system prompt; as a variable it can itself be optimised. */
  readonly system?: string | Variable
  /** The most tokens of a prompt (default: what the engine's context window leaves, or 100,000). */
  readonly promptTokens?: number
}

/**
 * Textual gradient descent: asks an engine to rewrite each parameter by the feedback it received. Parameters
 * that nobody asks to change are left alone without a call. A reply that can not be used is sent back with what
 * is wrong with it; after the last attempt the old value stays and the update says so.
 * @throws TypeError without a parameter, or for one that is not trainable.
 */
export class TGD implements Optimizer {
  readonly parameters: readonly Variable<any>[]
  readonly engine: Engine
  /** How it goes about an update. */
  readonly system: Variable
  readonly #options: UpdateOptions

  constructor(parameters: readonly Variable<any>[], options: TGDOptions, memory?: Memory) {
    if (parameters.length === 0) throw new TypeError('Expected at least one parameter to optimise')
    for (const { id, requiresGrad, op } of parameters) {
      if (!requiresGrad || op)
        throw new TypeError(`Expected ${id} to be a trainable variable: make it with variable()`)
    }
    const { engine, constraints = [], examples = [], attempts = 3, sampling, promptTokens } = options
    if (!(attempts >= 1)) throw new RangeError(`Expected attempts to be a number from 1 up, got ${attempts}`)
    this.parameters = [...new Set(parameters)]
    this.engine = engine
    this.system = asVariable(options.system ?? updateSystem, 'instruction of the optimizer')
    const { system } = this
    this.#options = { engine, system, constraints, examples, attempts, sampling, promptTokens, memory }
    promptLimit(engine, promptTokens)
  }

  zeroGrad(): void {
    for (const parameter of this.parameters) parameter.zeroGrad()
  }

  async propose(call: Call = rootCall(), history?: History): Promise<readonly ParameterUpdate[]> {
    const place = call.child('update')
    const proposed = await Promise.all(
      this.#groups().map((group) => requestUpdate(group, this.#options, { place, history })),
    )
    const byParameter = new Map(proposed.flat().map((update) => [update.parameter, update]))
    const updates = this.parameters.map((parameter) => byParameter.get(parameter) ?? skipped(parameter))
    for (const update of updates) await tellUpdate(place, update)
    return updates
  }

  apply(updates: readonly ParameterUpdate[]): void {
    for (const { parameter, value } of updates) parameter.value = value
  }

  async step(call?: Call): Promise<readonly ParameterUpdate[]> {
    const updates = await this.propose(call)
    for (const { parameter } of updates) this.#options.memory?.replaced?.(parameter)
    this.apply(updates)
    return updates
  }

  /** The parameters that are asked to change; those below one recorded graph are rewritten together. */
  #groups(): UpdateGroup[] {
    const groups = new Map<
      unknown,
      { trace: UpdateGroup['trace']; targets: UpdateGroup['targets'][number][] }
    >()
    for (const parameter of this.parameters) {
      const gradients = parameter.gradients.filter(({ kind }) => kind === 'feedback')
      if (gradients.length === 0) continue
      const trace = gradients.find((gradient) => gradient.trace)?.trace
      const group = groups.get(trace ?? parameter) ?? { trace, targets: [] }
      group.targets.push({ parameter, gradients })
      groups.set(trace ?? parameter, group)
    }
    return [...groups.values()]
  }
}

function skipped(parameter: Variable<any>): ParameterUpdate {
  return { parameter, value: parameter.value, outcome: 'skipped' }
}
