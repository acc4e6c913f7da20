import { chosenBy, command, refusal, type Command } from '../command.ts'
import { helpInJson, writeHelp } from '../help.ts'
import { screenOf } from '../screen.ts'
import { UsageError } from '../usage-error.ts'

/** The help of any command, by its words. */
export function helpCommand(root: () => Command): Command {
  return command({
    name: 'help',
    description: 'Say what a command does and how it is typed',
    words: { 'command...?': 'A command, such as run molecules (default: list all commands)' },
    flags: { json: { type: 'boolean', description: 'Print it as a JSON line' } },
    example: 'textgrad help run molecules',
    suggest: async (typed) =>
      Object.entries(chosenBy(typed, root()).chosen.subCommands ?? {}).map(([name, { description }]) => [
        name,
        description,
      ]),
    async run({ command: typed, json }) {
      const { chosen, rest } = chosenBy(typed as readonly string[], root())
      if (rest.length > 0 && chosen.subCommands) throw refusal(chosen, rest)
      if (rest.length > 0) throw new UsageError(`Unexpected argument '${rest[0]}'`)
      tellHelp(chosen, json === true)
    },
  })
}

export function tellHelp(of: Command, json: boolean): void {
  const screen = screenOf(process.stdout)
  if (json) screen.write(JSON.stringify(helpInJson(of)))
  else writeHelp(of, screen)
}
