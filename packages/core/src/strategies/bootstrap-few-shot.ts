import { settled } from '../run/settled.ts'
import { demonstrationParameters, labelsOf, type Label } from './demonstration-sets.ts'
import { FewShotCandidates, unshuffled } from './few-shot-candidates.ts'
import type { Strategy } from './strategy.ts'

export interface BootstrapFewShotOptions<Item> {
  /** The names of the parameters to fill (default: all whose codec is `demonstrations`). */
  readonly parameters?: readonly string[]
  /**
   * The demonstrations that an item's label makes (default: what the problem says, and where it says nothing only traces
   * become demonstrations).
   */
  readonly label?: Label<Item>
  /** At most so many demonstrations of a candidate come from traces (default: 4). */
  readonly bootstrapped?: number
  /** Labelled demonstrations fill a candidate up to so many in all (default: 16). */
  readonly labelled?: number
  /** Candidates from shuffled items, besides the first three (default: 16). */
  readonly candidates?: number
  /** The score from which on an item counts as solved; scores are always maximised (default: 1). */
  readonly threshold?: number
  /**
   * How often the items are gone through, if fewer were solved than are wanted (default: 1). Each further round shows
   * the teacher other labelled demonstrations, or the same in another order; without labels there is nothing to vary.
   */
  readonly rounds?: number
  /** Finished when the best score reaches it. */
  readonly stopAt?: number
  /** Candidates per step, made and evaluated at once (default: 1). */
  readonly perStep?: number
}

const name = 'bootstrap-few-shot'

/**
 * Searches the demonstrations that a program does best with. The candidates are: none; labelled ones only; what its
 * own traces show of the first training items that it solves, filled up with labelled ones; and the same from the
 * items in another order, with a drawn number of traces. The teacher that is to solve them is the program with
 * labelled demonstrations, that of the item at hand left out. Each candidate is judged on all validation items and
 * accepted if it is the best so far. There are `candidates` + 3: give the run that many steps, divided by `perStep`.
 * What demonstrations the start has compete as the start, and go into no other candidate.
 * (BootstrapFewShotWithRandomSearch of DSPy: Khattab et al., "DSPy: Compiling declarative language model calls into
 * self-improving pipelines", arXiv 2310.03714. Unlike there, each parameter draws from all labelled demonstrations.)
 *
 * However many candidates there are, a training item is tried at most once per round: what the teacher is shown
 * depends on the item, the round and the run's seed alone. A trace costs no call besides.
 * @throws RangeError for bootstrapped, rounds or perStep that are not a whole number from 1 up, or for labelled or
 * candidates that are not one from 0 up. Its run throws TypeError for a problem without items, without a parameter
 * whose codec is `demonstrations`, or whose evaluations do not say how parameters were used; and for a label that
 * does not fit the parameters.
 */
export function bootstrapFewShot<Item = any>(options: BootstrapFewShotOptions<Item> = {}): Strategy {
  const settings = settingsOf(options)
  const { stopAt = Number.POSITIVE_INFINITY, perStep, candidates } = settings
  return {
    name,
    async next(history, problem, call, evaluate) {
      const { feasible, score } = history.best.evaluation
      if (feasible && score >= stopAt) return []
      const first = (history.step - 1) * perStep
      const count = Math.min(perStep, unshuffled + candidates - first)
      if (count <= 0) return []
      if (!problem.items)
        throw new TypeError('Expected a problem with items: demonstrations are made of them')
      const base = history.pool[0]!.candidate
      const parameters = demonstrationParameters(problem, base, settings.parameters)
      const { train, label } = problem.items
      const labels = labelsOf(train, settings.label ?? label, parameters)
      const all = new FewShotCandidates({ ...settings, base, parameters, labels, evaluate, seed: call.seed })
      const made = await settled(Array.from({ length: count }, (_, index) => all.candidate(first + index)))
      // Without a parent, the gate compares it with the best so far.
      return made.map((candidate) => ({ candidate, parents: [], by: name }))
    },
  }
}

type Settings<Item> = BootstrapFewShotOptions<Item> &
  Required<
    Pick<
      BootstrapFewShotOptions<Item>,
      'bootstrapped' | 'labelled' | 'candidates' | 'threshold' | 'rounds' | 'perStep'
    >
  >

function settingsOf<Item>(options: BootstrapFewShotOptions<Item>): Settings<Item> {
  const { bootstrapped = 4, labelled = 16, candidates = 16, threshold = 1, rounds = 1, perStep = 1 } = options
  for (const [option, value] of Object.entries({ bootstrapped, rounds, perStep })) atLeast(1, option, value)
  for (const [option, value] of Object.entries({ labelled, candidates })) atLeast(0, option, value)
  return { ...options, bootstrapped, labelled, candidates, threshold, rounds, perStep }
}

function atLeast(least: number, option: string, value: number): void {
  if (Number.isSafeInteger(value) && value >= least) return
  throw new RangeError(`Expected ${option} to be a whole number from ${least} up, got ${value}`)
}
