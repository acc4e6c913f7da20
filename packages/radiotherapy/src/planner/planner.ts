import { setImmediate } from 'node:timers/promises'

import { rootCall, type Call } from '@textgrad/core'

import { objectiveTerms } from '../fluence/dose-function.ts'
import { optimiseFluence } from '../fluence/optimise-fluence.ts'
import { fluenceProblem } from '../fluence/problem.ts'
import type { StopReason, StopRules } from '../fluence/stop.ts'
import { gathered } from '../gathered.ts'
import { measure, measuredDose } from '../goals/measure.ts'
import type { PlacedGoals } from '../goals/placed-goal.ts'
import { scorecard, type Scorecard } from '../goals/scorecard.ts'
import type { Csr } from '../influence/csr.ts'
import type { Influence } from '../influence/influence.ts'
import { simdInfluence } from '../influence/simd.ts'
import type { PlanCase } from '../plan-case.ts'
import { hashOf, hashOfBytes, hashOfText, packed, unpacked } from './bytes.ts'
import { withSettings, type Knob, type Settings } from './knobs.ts'
import { PlanError } from './plan-error.ts'

/** What follows from the settings of a case's knobs. */
export interface Plan {
  readonly settings: Settings
  /** The weight of each bixel, scaled. */
  readonly fluence: Float64Array
  /** SHA-256 of the fluence. */
  readonly hash: string
  /** Of every voxel of the case, in Gy over the whole course. */
  readonly dose: Float64Array
  readonly card: Scorecard
  /** What the fluence was multiplied by, so that the target is covered. */
  readonly scale: number
  /** What each objective cost before that, in the order of the knobs: their sum is what was minimised. */
  readonly parts: readonly number[]
  readonly iterations: number
  readonly stopped: StopReason
  /** Of the optimisation, when it was done. */
  readonly milliseconds: number
}

/** The part of a plan that is kept: JSON. */
interface Solved {
  /** Weights of the bixels before they are scaled. */
  readonly weights: string
  readonly iterations: number
  readonly stopped: StopReason
  readonly milliseconds: number
}

export interface PlannerOptions {
  readonly knobs: readonly Knob[]
  readonly goals: PlacedGoals
  readonly stop?: StopRules
  /** Settings whose fluence the others are optimised from (default: none; all begin with the uniform start). */
  readonly from?: Settings
  /** The products with the case's matrix (default: SIMD). */
  readonly influence?: Influence
}

/**
 * Plans a case: the knobs are turned, the fluence is optimised from the uniform start, or from that of settings that are given,
 * and scaled to the coverage that the goals are normalised to. The same settings give the same plan, bit for bit, whatever was
 * planned before, and are optimised once.
 */
export class Planner {
  readonly plan: PlanCase
  readonly knobs: readonly Knob[]
  readonly goals: PlacedGoals
  readonly #influence: Influence
  readonly #stop: StopRules
  readonly #from: Settings | undefined
  readonly #solved = new Map<string, Promise<Solved>>()
  readonly #source: string

  constructor(plan: PlanCase, { knobs, goals, stop = {}, from, influence }: PlannerOptions) {
    this.plan = plan
    this.knobs = knobs
    this.goals = goals
    this.#influence = influence ?? simdInfluence(plan.influence)
    this.#stop = stop
    this.#from = from
    this.#source = contentOf(plan)
  }

  /** @throws PlanError where the settings lead to no plan. */
  async planOf(settings: Settings, call: Call = rootCall()): Promise<Plan> {
    const { weights: kept, ...solved } = await this.#solve(settings, call)
    const turned = withSettings(this.plan, this.knobs, settings)
    const weights = unpacked(kept)
    const before = this.#influence.dose(weights)
    const parts = objectiveTerms(turned).map(({ rows, evaluate }) => evaluate(gathered(before, rows)).value)
    const { fractions } = this.plan
    const total = before.map((dose) => dose * fractions)
    const scale = this.#scaleOf(total)
    const fluence = weights.map((weight) => weight * scale)
    const dose = total.map((one) => one * scale)
    const card = scorecard(this.goals.goals, measuredDose(this.plan, dose))
    return { settings, fluence, hash: hashOf(fluence), dose, card, scale, parts, ...solved }
  }

  /** Settings that were solved before, here or in the run's journal, are not solved again. */
  async #solve(settings: Settings, call: Call): Promise<Solved> {
    const text = JSON.stringify(settings)
    const from = this.#from && JSON.stringify(this.#from) !== text ? this.#from : undefined
    const content = hashOfText(JSON.stringify([this.#source, settings, this.#stop, from ?? []]))
    const known = this.#solved.get(content)
    if (known) return known
    const start = from && unpacked((await this.#solve(from, call)).weights)
    const turned = withSettings(this.plan, this.knobs, settings)
    const optimise = () => this.#optimise(turned, { start, signal: call.signal })
    const solving =
      this.#solved.get(content) ??
      call.once(`solve-${content.slice(0, 16)}`, optimise, { hash: () => content })
    this.#solved.set(content, solving)
    try {
      return await solving
    } catch (error) {
      this.#solved.delete(content)
      throw error
    }
  }

  async #optimise(
    turned: PlanCase,
    { start, signal }: { readonly start: Float64Array | undefined; readonly signal: AbortSignal | undefined },
  ): Promise<Solved> {
    // Small cases are solved without a pause, and so would be a run of them: aborts and others have to be heard.
    await setImmediate()
    signal?.throwIfAborted()
    const begun = performance.now()
    const { weights, iterations, stopped } = await optimiseFluence(fluenceProblem(turned, this.#influence), {
      stop: this.#stop,
      ...(start && { start }),
      ...(signal && { signal }),
    })
    return {
      weights: packed(weights),
      iterations,
      stopped,
      milliseconds: Math.round(performance.now() - begun),
    }
  }

  #scaleOf(total: Float64Array): number {
    const { normalization } = this.goals
    if (!normalization) return 1
    const reached = measure(normalization, measuredDose(this.plan, total))
    if (reached > 0) return normalization.limit / reached
    throw new PlanError(
      `The plan can not be scaled to ${normalization.limit} Gy: ${normalization.structure.name} gets no dose there`,
    )
  }
}

/** What tells cases apart, as a hash. */
function contentOf({ influence, structures, fractions, grid }: PlanCase): string {
  const rows = structures.map(({ rows, ...rest }) => [rest, hashOfBytes(rows)])
  return hashOfText(JSON.stringify([contentOfMatrix(influence), rows, fractions, grid]))
}

const contentOfMatrix = ({ voxels, bixels, starts, columns, values }: Csr): readonly unknown[] => [
  voxels,
  bixels,
  ...[starts, columns, values].map(hashOfBytes),
]
