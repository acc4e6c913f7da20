import { chosenBy, group, refusal, type Command } from './command.ts'
import { bench } from './commands/bench.ts'
import { cache } from './commands/cache.ts'
import { compare } from './commands/compare.ts'
import { completeCommand } from './commands/complete.ts'
import { data } from './commands/data.ts'
import { demo } from './commands/demo.ts'
import { doctor } from './commands/doctor.ts'
import { exportCommand } from './commands/export.ts'
import { fork } from './commands/fork.ts'
import { helpCommand, tellHelp } from './commands/help.ts'
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
import { readFlags } from './flags.ts'
import { version } from './version.ts'

/** All commands, as the words after textgrad lead to them. */
export const root: Command = group(
  '',
  'Optimise anything that text can describe',
  {
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
    complete: completeCommand(() => root),
    help: helpCommand(() => root),
  },
  {
    noun: 'command',
    example: 'textgrad demo',
    flags: {
      version: { type: 'boolean', description: 'Print the version' },
      json: { type: 'boolean', description: 'Print it as a JSON line' },
    },
    start: tellVersion,
  },
)

/** The command line. Throws UsageError for what can not be understood. */
export async function textgrad(typed: readonly string[]): Promise<void> {
  const { chosen, rest } = chosenBy(typed, root)
  // What follows a -- is no flag.
  const flags = rest.includes('--') ? rest.slice(0, rest.indexOf('--')) : rest
  if (flags.includes('--help') || flags.includes('-h')) return tellHelp(chosen, flags.includes('--json'))
  const isFlag = rest[0]?.startsWith('-') ?? false
  if (!chosen.start || (chosen.subCommands && !isFlag)) throw refusal(chosen, rest)
  await chosen.start(rest)
}

async function tellVersion(typed: readonly string[]): Promise<void> {
  const { version: isAsked, json } = readFlags(typed, root.flags!)
  if (!isAsked) throw refusal(root, [])
  process.stdout.write(`${json ? JSON.stringify({ version }) : version}\n`)
}
