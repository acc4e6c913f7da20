import { renderUsage } from 'citty'

import { group, type Command } from './command.ts'
import { bench } from './commands/bench.ts'
import { cache } from './commands/cache.ts'
import { compare } from './commands/compare.ts'
import { completeCommand } from './commands/complete.ts'
import { data } from './commands/data.ts'
import { demo } from './commands/demo.ts'
import { doctor } from './commands/doctor.ts'
import { exportCommand } from './commands/export.ts'
import { fork } from './commands/fork.ts'
import { init } from './commands/init.ts'
import { queues } from './commands/queues.ts'
import { replay } from './commands/replay.ts'
import { resume } from './commands/resume.ts'
import { run } from './commands/run.ts'
import { runs } from './commands/runs.ts'
import { score } from './commands/score.ts'
import { show } from './commands/show.ts'
import { studio } from './commands/studio.ts'
import { tasks } from './commands/tasks.ts'
import { worker } from './commands/worker.ts'
import { nearest } from './flags.ts'
import { UsageError } from './usage-error.ts'
import { version } from './version.ts'

const commands: Record<string, Command> = {
  demo,
  run,
  compare,
  score,
  bench,
  tasks,
  doctor,
  init,
  resume,
  runs,
  show,
  export: exportCommand,
  replay,
  fork,
  worker,
  queues,
  cache,
  data,
  studio,
  complete: completeCommand(() => commands),
}

const root = group('textgrad', 'Optimise anything that text can describe', commands, {
  noun: 'command',
  example: 'textgrad demo',
})

/** The command line. Throws UsageError for what can not be understood. */
export async function textgrad(typed: readonly string[]): Promise<void> {
  if (typed.length === 1 && typed[0] === '--version') {
    process.stdout.write(`${version}\n`)
    return
  }
  const { chosen, parent, rest } = choose(typed)
  if (rest.includes('--help') || rest.includes('-h')) {
    const example = chosen.example === undefined ? '' : `Example: ${chosen.example}\n`
    process.stdout.write(`${await renderUsage(chosen, parent)}\n${example}`)
    return
  }
  const isFlag = rest[0]?.startsWith('-') ?? false
  if (chosen.subCommands && !(chosen.start && isFlag)) throw new UsageError(unknown(chosen, rest))
  await chosen.start?.(rest)
}

interface Choice {
  readonly chosen: Command
  readonly parent: Command | undefined
  readonly rest: readonly string[]
}

/** Follows the words of a command line to the command that they name. */
export function choose(typed: readonly string[]): Choice {
  let chosen: Command = root
  let parent: Command | undefined
  let rest = typed
  for (;;) {
    const next = Object.hasOwn(subCommands(chosen), rest[0] ?? '') ? subCommands(chosen)[rest[0]!] : undefined
    if (!next) return { chosen, parent, rest }
    parent = root
    chosen = next
    rest = rest.slice(1)
  }
}

function subCommands(command: Command): Record<string, Command> {
  return (command.subCommands ?? {}) as Record<string, Command>
}

function unknown(command: Command, [word]: readonly string[]): string {
  const names = Object.keys(subCommands(command))
  const { noun: of = 'task' } = command
  if (word === undefined) return `Expected a ${of}: ${names.join(', ')} (try --help)`
  const near = nearest(word, names)
  return `Unknown ${of} ${JSON.stringify(word)}${near === undefined ? `; there are ${names.join(', ')}` : `; did you mean ${near}?`}`
}
