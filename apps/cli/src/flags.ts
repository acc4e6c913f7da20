import { parseArgs } from 'node:util'

import { meant, nearest } from './nearest.ts'
import { typedPath } from './typed-path.ts'
import { UsageError } from './usage-error.ts'

/** A flag of a command: how it is typed, explained and read. */
export interface Flag {
  readonly type: 'string' | 'number' | 'integer' | 'boolean'
  readonly description: string
  /** How the value is called in the help. */
  readonly hint?: string
  readonly default?: string | number | boolean | readonly string[]
  readonly options?: readonly string[]
  /** Names of which several are typed with commas between them. */
  readonly among?: readonly string[]
  /** May be given several times. */
  readonly multiple?: boolean
  readonly required?: boolean
  /** The least number. */
  readonly min?: number
  /** A file or folder, relative to where the command was typed. */
  readonly path?: boolean
  /** The flag of the folder in which it may be instead. */
  readonly within?: string
  /** May be a file or folder as well as something else: it is taken as it was typed. */
  readonly mayBePath?: boolean
  /** The value of the flag where it is typed without one. */
  readonly bare?: string
}

export type Flags = Readonly<Record<string, Flag>>
type FlagValue = string | number | boolean | readonly string[] | undefined
export type FlagValues = Readonly<Record<string, FlagValue>>

/**
 * The words that a command takes besides its flags, with what they are; `name...` alone stands for one or more, `name...?` for any
 * number, and `name?`, the last, may be left out.
 */
export type Words = Readonly<Record<string, string>>

/**
 * Reads what was typed, strictly: an unknown flag, a missing or malformed value or a stray word is a UsageError
 * that names it. Relative paths start where the command was typed, which npm tells by INIT_CWD. Each of `words` has to
 * be typed unless it may be left out, and is read by its name.
 */
export function readFlags(typed: readonly string[], flags: Flags, words: Words = {}): FlagValues {
  const { values, positionals } = parse(typed, flags, Object.keys(words).length > 0)
  const read: Record<string, FlagValue> = readWords(positionals, words)
  for (const [name, flag] of Object.entries(flags)) {
    const value = values[name] ?? flag.default
    if (value === undefined && flag.required) throw missing(name, flag)
    if (value === undefined) continue
    const given = convert(name, flag, value as string | boolean | string[])
    const within = values[flag.within ?? ''] as string | undefined
    read[name] = flag.path && typeof given === 'string' ? typedPath(given, { within }) : given
  }
  return read
}

export function missing(name: string, { description = '' }: { readonly description?: string }): UsageError {
  return new UsageError(`--${name} is missing: ${description}`)
}

function readWords(typed: readonly string[], words: Words): Record<string, FlagValue> {
  const names = Object.keys(words)
  const missing = names[typed.length]
  if (missing !== undefined && !missing.endsWith('?'))
    throw new UsageError(`Expected <${missing}>: ${words[missing]}`)
  const last = names.at(-1)
  if (last && /\.\.\.\??$/.test(last)) return { [last.replace(/\.\.\.\??$/, '')]: typed }
  const extra = typed[names.length]
  if (extra !== undefined) throw new UsageError(`Unexpected argument '${extra}'`)
  return Object.fromEntries(names.map((name, index) => [name.replace(/\?$/, ''), typed[index]]))
}

interface Parsed {
  readonly values: Record<string, unknown>
  readonly positionals: readonly string[]
}

function parse(typed: readonly string[], flags: Flags, allowPositionals: boolean): Parsed {
  try {
    return parseArgs({
      args: withValues(typed, flags),
      strict: true,
      allowPositionals,
      options: Object.fromEntries(
        Object.entries(flags).map(([name, { type, multiple = false }]) => [
          name,
          { type: type === 'boolean' ? 'boolean' : 'string', multiple } as const,
        ]),
      ),
    })
  } catch (error) {
    throw new UsageError(explain(error as Error & { code?: string }, typed, Object.keys(flags)), {
      cause: error,
    })
  }
}

/** What was typed, with a value for flags that may be typed without one. */
function withValues(typed: readonly string[], flags: Flags): string[] {
  const end = typed.indexOf('--')
  return typed.map((word, index) => {
    const bare = word.startsWith('--') ? flags[word.slice(2)]?.bare : undefined
    const next = typed[index + 1]
    const isBare = next === undefined || next.startsWith('-')
    return bare !== undefined && isBare && (end === -1 || index < end) ? `${word}=${bare}` : word
  })
}

function explain(
  error: Error & { code?: string },
  typed: readonly string[],
  names: readonly string[],
): string {
  const first = error.message.split(/\.? To specify|\n/)[0]!
  const option = /'(--[^' ]+)/.exec(first)?.[1] ?? ''
  if (first.includes('ambiguous') || first.includes('missing')) {
    return `${option} needs a value (one that begins with a dash is written ${option}=-1)`
  }
  if (error.code !== 'ERR_PARSE_ARGS_UNKNOWN_OPTION') return first
  const unknown = /'(-[^']*)'/.exec(first)?.[1] ?? typed[0] ?? ''
  const near = nearest(unknown.replace(/^-+/, ''), names)
  return `Unknown option ${unknown}${near === undefined ? ' (try --help)' : meant(`--${near}`)}`
}

function convert(name: string, flag: Flag, value: string | number | boolean | readonly string[]): FlagValue {
  if (typeof value !== 'string') return value
  if (flag.type === 'number' || flag.type === 'integer') return toNumber(name, flag, value)
  if (flag.options && !flag.options.includes(value)) {
    const wrong = `--${name} must be one of ${flag.options.join(', ')}, got ${JSON.stringify(value)}`
    throw new UsageError(wrong + meant(nearest(value, flag.options)))
  }
  if (flag.path && value === '')
    throw new UsageError(`--${name} must name a ${flag.hint === 'dir' ? 'folder' : 'file'}`)
  return value
}

function toNumber(name: string, { type, min = Number.NEGATIVE_INFINITY }: Flag, value: string): number {
  const number = Number(value)
  const whole = type === 'integer'
  if (value.trim() === '' || !Number.isFinite(number) || (whole && !Number.isSafeInteger(number))) {
    throw new UsageError(`--${name} must be a ${whole ? 'whole ' : ''}number, got ${JSON.stringify(value)}`)
  }
  if (number < min) throw new UsageError(`--${name} must be at least ${min}, got ${value}`)
  return number
}
