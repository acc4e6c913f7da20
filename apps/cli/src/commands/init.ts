import { existsSync } from 'node:fs'
import { relative, resolve } from 'node:path'

import type { Task } from '@textgrad/core'

import { checkOutput } from '../checked-output.ts'
import { command, group, type Command } from '../command.ts'
import { starterOf } from '../config-file/starter.ts'
import type { FlagValues } from '../flags.ts'
import { tasks } from '../tasks.ts'
import { typedIn } from '../typed-path.ts'
import { UsageError } from '../usage-error.ts'
import { writeOutput } from '../write-output.ts'

export const init: Command = group(
  'init',
  'Write a typed configuration of a run to start from',
  Object.fromEntries(tasks.map((task) => [task.name, initCommand(task)])),
  { example: 'textgrad init molecules' },
)

function initCommand(task: Task): Command {
  return command({
    name: `init ${task.name}`,
    description: `Write a configuration to start from: ${task.summary}`,
    flags: {
      out: {
        type: 'string',
        path: true,
        hint: 'file',
        description: 'Where to write it (default: textgrad.config.ts where you type)',
      },
      force: { type: 'boolean', description: 'Write over a file that is there' },
      json: { type: 'boolean', description: 'Print what was written as JSON' },
    },
    example: `textgrad init ${task.name} --out textgrad.config.ts`,
    run: (values) => write(task, values),
  })
}

async function write(task: Task, { out, force, json }: FlagValues): Promise<void> {
  const file = (out as string | undefined) ?? resolve(typedIn(), 'textgrad.config.ts')
  if (!file.endsWith('.ts')) throw new UsageError(`--out must end with .ts, got ${JSON.stringify(file)}`)
  const shown = relative(typedIn(), file) || file
  await checkOutput(file)
  if (force !== true && existsSync(file))
    throw new UsageError(`${shown} is there already: write over it with --force`)
  await writeOutput([starterOf(task)], file)
  process.stdout.write(
    json
      ? `${JSON.stringify({ file, task: task.name })}\n`
      : `Wrote ${shown}. Start it with: textgrad run --config ${shown}\n`,
  )
}
