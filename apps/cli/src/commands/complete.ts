import { RootCommand } from '@bomb.sh/tab'

import { command, type Command } from '../command.ts'
import { UsageError } from '../usage-error.ts'

const shells = ['bash', 'zsh', 'fish', 'powershell']

/** Completion for shells, by tab (github.com/bombshell-dev/tab): the script that it prints asks this command again. */
export function completeCommand(commands: () => Readonly<Record<string, Command>>): Command {
  return {
    ...command({
      name: 'complete',
      description:
        'Print what makes your shell complete commands, flags and their values: source <(textgrad complete bash)',
      words: { shell: `One of ${shells.join(', ')}` },
      example: 'textgrad complete bash',
      run: async () => undefined,
    }),
    async start([shell, ...rest]) {
      const root = rootOf(commands())
      if (shell === '--') return root.parse(rest)
      if (shell === undefined || !shells.includes(shell) || rest.length > 0)
        throw new UsageError(
          `Expected one of ${shells.join(', ')}, such as: source <(textgrad complete bash)`,
        )
      root.setup('textgrad', 'textgrad', shell)
    },
  }
}

function rootOf(commands: Readonly<Record<string, Command>>): RootCommand {
  const root = new RootCommand()
  for (const [name, one] of Object.entries(commands)) add(root, name, one)
  return root
}

function add(root: RootCommand, words: string, { meta, flags = {}, subCommands = {} }: Command): void {
  const { description = '' } = (meta ?? {}) as { description?: string }
  const made = root.command(words, description)
  for (const [name, { type, description: about, options = [] }] of Object.entries(flags)) {
    // A handler means that a value follows.
    if (type === 'boolean') made.option(name, about)
    else made.option(name, about, (complete) => options.forEach((value) => complete(value, '')))
  }
  for (const [name, one] of Object.entries(subCommands as Record<string, Command>))
    add(root, `${words} ${name}`, one)
}
