import type { Task } from '@textgrad/core'

import { ablations, type Ablation } from '../ablations.ts'
import { command, group, type Command } from '../command.ts'
import { measureAgreement } from '../compare/agreement.ts'
import { contenderNamed } from '../compare/contenders.ts'
import { configFlags, exampleOf } from '../config-flags.ts'
import type { Flags } from '../flags.ts'
import { tasks } from '../tasks.ts'
import { compareFlags, performComparison } from './compare.ts'

const { optimizers: _optimizers, budget, ...shared } = compareFlags

/** What the flags of a comparison are about that improves something. */
const { target: _target, at: _at, out: _out, ...measuring } = shared

export const ablation: Command = group(
  'bench ablation',
  'Find out what a part of textual gradient descent does, by a comparison without it',
  Object.fromEntries(Object.entries(ablations).map(([name, one]) => [name, ablationGroup(name, one)])),
  {
    noun: 'ablation',
    example: 'textgrad bench ablation feedback molecules --engine openai:gpt-5-mini --budget 20',
  },
)

function ablationGroup(name: string, about: Ablation): Command {
  return group(
    `bench ablation ${name}`,
    about.summary,
    Object.fromEntries(tasks.map((task) => [task.name, ablationCommand(name, about, task)])),
    { example: exampleFor(name, about, tasks[0]!) },
  )
}

function ablationCommand(name: string, about: Ablation, task: Task): Command {
  const { variants, flags = {}, isMeasure, summary } = about
  const own: Flags = isMeasure ? measuring : { budget: budget!, ...shared }
  return command({
    name: `bench ablation ${name} ${task.name}`,
    description: `${task.summary}: ${summary}`,
    flags: { ...configFlags(task.config), ...own, ...flags },
    example: exampleFor(name, about, task),
    async run(values) {
      const contenders = variants(values).map((one) => contenderNamed(one, task, values))
      if (isMeasure) await measureAgreement(task, values, contenders)
      else await performComparison(task, values, contenders)
    },
  })
}

function exampleFor(name: string, { isMeasure, flags = {} }: Ablation, task: Task): string {
  const example = exampleOf(`textgrad bench ablation ${name} ${task.name}`, task)
  const engine = task.rules ? ' --engine openai:gpt-5-mini' : ''
  const other = flags['other'] ? ' --other openai:gpt-5-nano' : ''
  return `${example}${engine}${other}${isMeasure ? ' --seeds 3' : ' --budget 20 --seeds 5'}`
}
