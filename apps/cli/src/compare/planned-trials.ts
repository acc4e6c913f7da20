import type { Task } from '@textgrad/core'
import type { PlannedTrial } from '@textgrad/runs'

import type { FlagValues } from '../flags.ts'
import { planOf } from '../plan.ts'
import { UsageError } from '../usage-error.ts'
import { casesOf } from './cases.ts'
import { contendersOf } from './contenders.ts'

/** A step may evaluate nothing, such as one that proposes what was tried before: so many for an evaluation end a run. */
const stepsPerEvaluation = 10

/** Every trial of a comparison, seed by seed, so that each part of it compares all: each is what `textgrad run` would do. */
export async function plannedTrials(task: Task, values: FlagValues): Promise<PlannedTrial[]> {
  const contenders = contendersOf(task, values)
  const cases = await casesOf(task, values)
  const [first, count] = [values['seed'] as number, values['seeds'] as number]
  const seeds = Array.from({ length: count }, (_, index) => first + index)
  const evaluations = values['budget'] as number
  const limits = { 'max-evaluations': evaluations, steps: stepsPerEvaluation * evaluations }
  const { engine: _engine, 'base-url': _address, target, ...shared } = values
  const ends = values['go-on'] === true ? {} : { target }
  const trials = seeds.flatMap((seed) =>
    cases.flatMap((one) =>
      contenders.map(({ name, flags }): PlannedTrial => {
        const plan = planOf(task, { ...shared, ...ends, ...flags, ...limits, seed })
        const form = flags['form'] === undefined ? {} : { form: flags['form'] }
        const config = { ...one.config, ...form } as PlannedTrial['plan']['config'] & object
        return { optimizer: name, case: one.name, seed, plan: { ...plan, config } }
      }),
    ),
  )
  refuseTwins(trials.slice(0, contenders.length))
  return trials
}

/** Without a model, the engine of a task is its rules. */
function refuseTwins(trials: readonly PlannedTrial[]): void {
  const rules = trials.find(({ optimizer }) => optimizer === 'rules')
  const twin = trials.find(
    ({ optimizer, plan: { engines = [] } }) =>
      optimizer === 'tgd' && (engines.length === 0 || (engines.length === 1 && engines[0] === 'rules')),
  )
  if (rules && twin) {
    throw new UsageError(
      '--optimizers: rules and tgd are the same without --engine and a model; leave one out',
    )
  }
}
