import {
  fn,
  ParseError,
  rootCall,
  shown,
  sum,
  variable,
  weighted,
  type Call,
  type Feedback,
  type Variable,
} from '@textgrad/core'

import type { DockingProgram } from '../docking/docking-program.ts'
import type { Chemistry } from '../rdkit/chemistry.ts'
import { constraintParts, type Constraints } from './constraints.ts'
import { goalFeedback } from './goal-feedback.ts'
import { judgeGoal, type Goal, type GoalVerdict, type Measured } from './goal.ts'
import { KnownDockings } from './known-dockings.ts'
import { goalParts, type Part } from './part.ts'
import { emphasisOf, type CostName } from './presets.ts'
import { quiet } from './quiet.ts'

export interface DesignOptions {
  readonly goal: Goal
  readonly constraints?: Constraints
  /** Where it should bind; the worst score of several counts. */
  readonly targets?: readonly DockingProgram[]
  /** Where it should not bind; the best score of several counts. */
  readonly avoided?: readonly DockingProgram[]
  /** See `DockOptions`. */
  readonly seeds?: number | undefined
  readonly isomers?: number | undefined
  /** Tautomers docked (default: 1, as it is written). */
  readonly tautomers?: number | undefined
}

/** What is found out about a molecule. */
export interface Judgement {
  readonly verdict: GoalVerdict
  readonly measured: Measured
  /** Whether it obeys all constraints. */
  readonly feasible: boolean
  readonly feedback: readonly Feedback[]
  /** The values of the parts: assessments, examinations, dockings. */
  readonly values: readonly unknown[]
}

/** A goal of molecule design with its constraints. */
export interface Design {
  /**
   * The goal as a loss: exact feedback on how its terms add up, on each term, weighed by its emphasis, and on each broken
   * constraint. What can not be measured or docked becomes feedback that says why.
   */
  loss(molecule: Variable, call?: Call): Promise<Variable>
  /** The same in numbers. Rejects with the ParseError or DockingError of what can not be measured. */
  judge(smiles: string, call?: Call): Promise<Judgement>
}

/**
 * Makes losses of a goal. Molecules that were docked before, in any notation, are not docked again.
 * @throws {TypeError | RangeError} for a measure that does not exist or that nothing was given for, and for
 * constraints that can not be
 */
export function design(rdkit: Chemistry, options: DesignOptions): Design {
  return new MoleculeDesign(rdkit, options)
}

interface Graph {
  readonly loss: Variable
  readonly total: Variable<GoalTotal>
  readonly parts: readonly { readonly part: Part; readonly made: Variable<any> }[]
}

interface GoalTotal {
  readonly verdict: GoalVerdict
  readonly measured: Measured
  readonly canonical: string
}

class MoleculeDesign implements Design {
  readonly #goal: Goal
  readonly #constraints: Constraints
  readonly #terms: readonly { readonly name: string; readonly part: Part }[]
  readonly #bounds: readonly Part[]
  readonly #total: (inputs: readonly Variable<any>[], call?: Call) => Promise<Variable<GoalTotal>>

  constructor(rdkit: Chemistry, options: DesignOptions) {
    const { goal, constraints = {}, targets = [], avoided = [], seeds, isomers, tautomers } = options
    const known = new KnownDockings(rdkit, { seeds, isomers, tautomers })
    const { reference } = constraints
    const parts = goalParts({ rdkit, goal, reference, targets, avoided, known })
    this.#goal = goal
    this.#constraints = constraints
    this.#terms = [...parts].flatMap(([name, several]) => several.map((part) => ({ name, part })))
    this.#bounds = constraintParts(rdkit, constraints)
    this.#total = fn(
      {
        name: 'design',
        role: goal.name,
        codec: shown(({ verdict }: GoalTotal) => `${goal.name}: score ${verdict.score.toFixed(4)}`),
        // The terms speak for themselves.
        backward: ({ result: { verdict, canonical } }) => [
          goalFeedback({ goal, constraints: this.#constraints }, verdict, canonical),
        ],
      },
      ([smiles, ...values]: readonly unknown[]) => {
        const measured = this.#measured(values)
        return { verdict: judgeGoal(goal, measured), measured, canonical: String(smiles) }
      },
    )
  }

  async loss(molecule: Variable, call?: Call): Promise<Variable> {
    return (await this.#graph(molecule, call)).loss
  }

  async judge(smiles: string, call: Call = rootCall()): Promise<Judgement> {
    const place = quiet(call)
    const molecule = variable(smiles, { name: 'smiles', role: 'a molecule, as SMILES' })
    const { loss, total, parts } = await this.#graph(molecule, place)
    const { verdict, measured } = total.value
    await loss.backward({ call: place })
    return {
      verdict,
      measured: Object.assign(
        {},
        ...parts.map(({ part, made }) => part.read(made.value)),
        measured,
      ) as Measured,
      feasible: parts.every(({ part, made }) => !part.isBroken?.(made.value)),
      feedback: molecule.gradients.map(({ kind, text, data }) => ({
        kind,
        text,
        ...(data !== undefined && { data }),
      })),
      values: parts.map(({ made }) => made.value as unknown),
    }
  }

  async #graph(molecule: Variable, call: Call | undefined): Promise<Graph> {
    const all = [...this.#terms.map(({ part }) => part), ...this.#bounds]
    const made = await Promise.all(all.map((part) => part.run(molecule, call)))
    const terms = made.slice(0, this.#terms.length)
    const parts = all.map((part, index) => ({ part, made: made[index]! }))
    // One measure says everything itself.
    const isPlain = this.#goal.kind === 'measure' && this.#bounds.length === 0
    const total = await this.#total([molecule, ...terms], isPlain ? undefined : call)
    if (isPlain) return { loss: terms[0] as Variable, total, parts }
    const shares = weighted(
      this.#terms.map(({ name }, index) => ({ loss: terms[index]!, weight: this.#emphasisOf(name) })),
      call,
    )
    return { loss: sum([total, shares, ...made.slice(terms.length)], call), total, parts }
  }

  #emphasisOf(name: string): number {
    const goal = this.#goal
    if (goal.kind === 'costs') return emphasisOf(name as CostName, goal.weights)
    return goal.kind === 'measure' ? 1 : (goal.wishes.find(({ measure }) => measure === name)?.weight ?? 1)
  }

  /** The numbers of the terms, where the worst target and the best avoided one stand for all. */
  #measured(values: readonly unknown[]): Measured {
    const read = this.#terms.map(({ name, part }, index) => ({ name, measured: part.read(values[index]) }))
    const all = Object.assign({}, ...read.map(({ measured }) => measured)) as Record<string, number>
    for (const [name, choose] of [
      ['vina', Math.max],
      ['avoid', Math.min],
    ] as const) {
      const scores = read
        .filter((one) => one.name === name)
        .flatMap(({ measured }) => Object.values(measured))
      if (scores.length > 0) all[name] = choose(...scores)
    }
    for (const [name, value] of Object.entries(all))
      if (!Number.isFinite(value)) throw new ParseError(`its ${name} is ${value}`)
    return all
  }
}
