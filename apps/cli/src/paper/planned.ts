import type { Json } from '@textgrad/core'
import type { TrialSpec } from '@textgrad/paper'

import { nameWithoutSecrets } from '../addresses.ts'
import type { FlagValues } from '../flags.ts'
import type { TypedTrial } from '../perform-trial.ts'
import { enginesOf, modelsOf } from '../plan.ts'
import { version } from '../version.ts'

/** Plans runs of an experiment as `textgrad run` plans its own, with the engines that were typed. */
export function plannerOf(values: FlagValues): (arm: string, spec: TrialSpec) => TypedTrial {
  const engines = enginesOf(values)?.map(nameWithoutSecrets) ?? []
  const models = modelsOf(values)
  const typed = { baseURL: values['base-url'] as string | undefined, engines: enginesOf(values) }
  return (arm, spec) => {
    const { task, config, case: of = '', optimizer = 'tgd', steps, seed, gate, target, limits = {} } = spec
    const options = {
      steps,
      ...(target !== undefined && { target }),
      ...(gate !== undefined && { gate }),
      ...models,
    }
    const plan = { task, config: config as Json, engines, optimizer, options, seed, limits, version }
    return { optimizer: arm, case: of, seed, plan, typed }
  }
}
