import type { Task } from '@textgrad/core'

import { command, group, type Command } from '../command.ts'
import { readConfigFile, takeConfig } from '../config-file/config-file.ts'
import { configFlags, exampleOf } from '../config-flags.ts'
import { engineFlags } from '../engine.ts'
import { readFlags, type Flags, type FlagValues } from '../flags.ts'
import { optimizerNames } from '../optimizers.ts'
import { displayFlags, perform } from '../perform.ts'
import { askFlags, limitFlags, modelFlags, planOf } from '../plan.ts'
import { storeFlags, storeToWrite } from '../store.ts'
import { tasks } from '../tasks.ts'
import { variationFlags } from '../variation.ts'
import { workersFlags } from '../workers.ts'

/** What every run takes besides the settings of its task. */
export const runFlags = {
  ...engineFlags,
  ...modelFlags,
  optimizer: {
    type: 'string',
    options: optimizerNames,
    description: 'How to look for better candidates',
    default: 'tgd',
  },
  ...variationFlags,
  seed: { type: 'integer', description: 'The same seed and replies give the same run', default: 1 },
  ...limitFlags,
  ...askFlags,
  ...workersFlags,
  ...displayFlags,
  ...storeFlags,
} satisfies Flags

export const run: Command = group(
  'run',
  'Improve a task’s value step by step',
  Object.fromEntries(tasks.map((task) => [task.name, runCommand(task)])),
  {
    example: 'textgrad run molecules --steps 5',
    flags: {
      config: {
        type: 'string',
        path: true,
        hint: 'file',
        description: 'Start what a file describes that textgrad init wrote; flags that are typed as well win',
      },
    },
    start: runConfigFile,
  },
)

export function runFlagsOf(task: Task): Flags {
  return { ...configFlags(task.config), ...runFlags }
}

function runCommand(task: Task): Command {
  return command({
    name: `run ${task.name}`,
    description: task.summary,
    flags: runFlagsOf(task),
    example: `${exampleOf(`textgrad run ${task.name}`, task)} --steps 5 --seed 1`,
    run: (values) => start(task, values),
  })
}

async function runConfigFile(typed: readonly string[]): Promise<void> {
  const { path, rest } = takeConfig(typed)
  const { task, flags } = await readConfigFile(path, runFlagsOf)
  await start(task, readFlags(rest, flags))
}

async function start(task: Task, values: FlagValues): Promise<void> {
  const plan = planOf(task, values)
  await perform(plan, values, async () => {
    const store = await storeToWrite(values)
    return { store, run: await store.start(plan) }
  })
}
