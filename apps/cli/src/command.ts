import { readFlags, type Flags, type FlagValues, type Words } from './flags.ts'
import { orElse } from './nearest.ts'
import { UsageError } from './usage-error.ts'

/** A command: what the help, completion and the tests know of it, with a line that can be typed as it is. */
export interface Command {
  /** As it is typed after textgrad. */
  readonly name: string
  readonly description: string
  readonly example: string
  readonly flags?: Flags
  readonly words?: Words
  /** What may follow it. */
  readonly subCommands?: Readonly<Record<string, Command>>
  /** What the words that follow a group are. */
  readonly noun?: 'command' | 'task' | 'ablation'
  /** What its words may be, after those that were typed. */
  readonly suggest?: Suggest
  /** Does what was typed. Rejects with UsageError for what can not be understood. */
  readonly start?: (typed: readonly string[]) => Promise<void>
}

/** What a shell offers, with a few words about it. */
export type Suggestion = readonly [word: string, about: string]
type Suggest = (typed: readonly string[]) => Promise<readonly Suggestion[]>

export interface CommandSpec {
  readonly name: string
  readonly description: string
  readonly flags?: Flags
  /** What is typed besides flags, by name. */
  readonly words?: Words
  readonly example: string
  readonly suggest?: Suggest
  readonly run: (values: FlagValues) => Promise<void>
}

/** A command that reads its flags strictly. */
export function command({ run, flags = {}, words = {}, ...about }: CommandSpec): Command {
  const start = async (typed: readonly string[]): Promise<void> => run(readFlags(typed, flags, words))
  return { ...about, flags, words, start }
}

/** `start` is what it does where flags follow instead of a word; the words that follow are tasks by default. */
export type GroupAbout = Pick<Command, 'example' | 'flags' | 'noun' | 'start'>

/** A command that is followed by another word. */
export function group(
  name: string,
  description: string,
  subCommands: Readonly<Record<string, Command>>,
  about: GroupAbout,
): Command {
  return { name, description, subCommands, noun: 'task', ...about }
}

/** What was typed, read as far as words name commands. */
export interface Choice {
  readonly chosen: Command
  readonly rest: readonly string[]
}

/** Follows the words of a command line to the command that they name. */
export function chosenBy(typed: readonly string[], root: Command): Choice {
  const { subCommands = {} } = root
  const [word = '', ...rest] = typed
  return Object.hasOwn(subCommands, word) ? chosenBy(rest, subCommands[word]!) : { chosen: root, rest: typed }
}

/** What is said of a word that is none of those that may follow a group, or of a flag that it does not have. */
export function refusal({ subCommands = {}, noun }: Command, [word]: readonly string[]): UsageError {
  const names = Object.keys(subCommands)
  if (word === undefined) return new UsageError(`Expected a ${noun}: ${names.join(', ')} (try --help)`)
  if (word.startsWith('-')) return new UsageError(`Unknown option ${word} (try --help)`)
  return new UsageError(`Unknown ${noun} ${JSON.stringify(word)}${orElse(word, names)}`)
}
