import type { CommandDef } from 'citty'

import { cittyArgs, readFlags, type Flags, type FlagValues, type Words } from './flags.ts'

/** A command as citty shows it in the help, with a line that can be typed as it is. */
export type Command = CommandDef & {
  readonly example?: string
  readonly flags?: Flags
  readonly words?: Words
  /** What the words that follow a group are. */
  readonly noun?: GroupAbout['noun']
  /** Does what was typed. Rejects with UsageError for what can not be understood. */
  readonly start?: (typed: readonly string[]) => Promise<void>
}

export interface CommandSpec {
  readonly name: string
  readonly description: string
  readonly flags?: Flags
  /** What is typed besides flags, by name. */
  readonly words?: Words
  readonly example: string
  readonly run: (values: FlagValues) => Promise<void>
}

/** A command that reads its flags strictly. */
export function command({ name, description, flags = {}, words, example, run }: CommandSpec): Command {
  return {
    meta: { name, description },
    args: cittyArgs(flags, words),
    start: async (typed) => run(readFlags(typed, flags, words)),
    flags,
    ...(words && { words }),
    example,
  }
}

export interface GroupAbout {
  /** What it does where flags follow instead of a word. */
  readonly start?: (typed: readonly string[]) => Promise<void>
  /** What the words that follow are (default: tasks). */
  readonly noun?: 'command' | 'task' | 'ablation'
  readonly example?: string
}

/** A command that is followed by another word. */
export function group(
  name: string,
  description: string,
  subCommands: Record<string, Command>,
  about: GroupAbout = {},
): Command {
  return { meta: { name, description }, subCommands, ...about }
}
