import type { CommandDef } from 'citty'

import { cittyArgs, readFlags, type Flags, type FlagValues } from './flags.ts'

/** A command as citty knows it, with a line that can be typed as it is. */
export type Command = CommandDef & { readonly example?: string }

export interface CommandSpec {
  readonly name: string
  readonly description: string
  readonly flags?: Flags
  readonly example: string
  readonly run: (values: FlagValues) => Promise<void>
}

/** A command that reads its flags strictly. */
export function command({ name, description, flags = {}, example, run }: CommandSpec): Command {
  return {
    meta: { name, description },
    args: cittyArgs(flags),
    run: ({ rawArgs }) => run(readFlags(rawArgs, flags)),
    example,
  }
}

/** A command that is followed by another word. */
export function group(name: string, description: string, subCommands: Record<string, Command>): Command {
  return { meta: { name, description }, subCommands }
}
