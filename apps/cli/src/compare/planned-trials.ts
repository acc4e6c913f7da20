import type { Task } from '@textgrad/core'
import type { PlannedTrial } from '@textgrad/runs'

import type { FlagValues } from '../flags.ts'
import type { TypedTrial } from '../perform-trial.ts'
import { planOf } from '../plan.ts'
import { UsageError } from '../usage-error.ts'
import { casesOf } from './cases.ts'
import { contendersOf, type Contender } from './contenders.ts'

/** A step may evaluate nothing, such as one that proposes what was tried before: so many for an evaluation end a run. */
const stepsPerEvaluation = 10

/** Every trial of a comparison, seed by seed, so that each part of it compares all: each is what `textgrad run` would do. */
export async function plannedTrials(
  task: Task,
  values: FlagValues,
  contenders: readonly Contender[] = contendersOf(task, values),
): Promise<TypedTrial[]> {
  const cases = await casesOf(task, values)
  const [first, count] = [values['seed'] as number, values['seeds'] as number]
  const seeds = Array.from({ length: count }, (_, index) => first + index)
  const evaluations = values['budget'] as number
  const limits = { 'max-evaluations': evaluations, steps: stepsPerEvaluation * evaluations }
  const { engine: _engine, 'base-url': _address, target, ...shared } = values
  const ends = values['go-on'] === true ? {} : { target }
  const trials = seeds.flatMap((seed) =>
    cases.flatMap((one) =>
      contenders.map(({ name, flags }): TypedTrial => {
        const plan = planOf(task, { ...shared, ...ends, ...flags, ...limits, seed })
        const form = flags['form'] === undefined ? {} : { form: flags['form'] }
        const config = { ...one.config, ...form } as PlannedTrial['plan']['config'] & object
        return { optimizer: name, case: one.name, seed, plan: { ...plan, config }, ...typedFor(name, flags) }
      }),
    ),
  )
  refuseTwins(task, trials.slice(0, contenders.length))
  return trials
}

function typedFor(name: string, flags: FlagValues): Pick<TypedTrial, 'typed'> {
  if (name === 'rules') return {}
  const baseURL = flags['base-url'] as string | undefined
  return { typed: { baseURL, engines: flags['engine'] as readonly string[] | undefined } }
}

/** Contenders that would do the same. Without a model, the engine of a task is its rules. */
function refuseTwins(task: Task, trials: readonly TypedTrial[]): void {
  const seen = new Map<string, string>()
  for (const { optimizer, plan } of trials) {
    const { engines = [], ...rest } = plan
    const isRules = engines.length === 0 || (engines.length === 1 && engines[0] === 'rules')
    const content = JSON.stringify({ ...rest, engines: isRules && task.rules ? ['rules'] : engines })
    const twin = seen.get(content)
    if (twin === undefined) seen.set(content, optimizer)
    else if ([twin, optimizer].includes('rules')) {
      throw new UsageError(
        '--optimizers: rules and tgd are the same without --engine and a model; leave one out',
      )
    } else throw new UsageError(`--optimizers: ${twin} and ${optimizer} are the same; leave one out`)
  }
}
