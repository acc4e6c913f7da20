import { existsSync } from 'node:fs'
import { join } from 'node:path'

import type { ArmContext, LiveExperiment, TrialSpec } from '@textgrad/paper'

import type { FlagValues } from '../flags.ts'
import { flagsOf } from './experiment-flags.ts'
import { taskSettings } from './task-settings.ts'

/** What the arms of an experiment are given, by what was typed. */
export function contextOf(
  experiment: LiveExperiment,
  values: FlagValues,
  trials: ArmContext['trials'],
): ArmContext {
  const { seeds: usual = 1 } = experiment
  const settings = (values['set'] ?? []) as readonly string[]
  const data = values['data'] as string | undefined
  const [first, count = usual] = [values['seed'] as number, values['seeds'] as number | undefined]
  return {
    limit: values['limit'] as number | undefined,
    seeds: Array.from({ length: count }, (_, index) => first + index),
    folder(name) {
      if (data === undefined) return undefined
      const own = join(data, name)
      return existsSync(own) ? own : data
    },
    flags: flagsOf(experiment, values),
    trials: (specs) => trials(specs.map((spec) => withSettings(spec, settings))),
  }
}

function withSettings(spec: TrialSpec, settings: readonly string[]): TrialSpec {
  if (settings.length === 0) return spec
  return { ...spec, config: { ...spec.config, ...taskSettings(spec.task, settings) } }
}
