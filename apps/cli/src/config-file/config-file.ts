import { readFile } from 'node:fs/promises'
import { dirname, isAbsolute, relative, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

import { validateConfig, type Task } from '@textgrad/core'

import { configOf } from '../config-flags.ts'
import type { Flag, Flags, FlagValues } from '../flags.ts'
import { meant, nearest, orElse } from '../nearest.ts'
import { tasks } from '../tasks.ts'
import { typedIn, typedPath } from '../typed-path.ts'
import { UsageError } from '../usage-error.ts'
import { linesOf } from './lines.ts'

/** A run as a file describes it (see RunConfig). */
export interface ConfigFile {
  readonly task: Task
  /** The flags of the task's runs, with what the file says as their defaults. */
  readonly flags: Flags
}

/**
 * Reads a file that exports a RunConfig by default (.ts, .js; it is run, as every program that is named), or is one (.json).
 * Its paths start in its own folder.
 * @throws UsageError that begins with file and line, for whatever of it `textgrad run` would refuse.
 */
export async function readConfigFile(path: string, flagsOf: (task: Task) => Flags): Promise<ConfigFile> {
  const shown = relative(typedIn(), path) || path
  const source = await readFile(path, 'utf8').catch((error: Error) => {
    throw new UsageError(`${shown} can not be read: ${error.message}`, { cause: error })
  })
  const lines = linesOf(source, shown)
  const refuse = (key: string, problem: string): never => {
    throw new UsageError(`${shown}:${lines.of(key)}: ${problem}`)
  }
  const { run: name, ...settings } = await settingsOf(path, source, shown)
  const task = tasks.find((one) => one.name === name) ?? refuse('run', wrongTask(name))
  const flags = flagsOf(task)
  const byKey = new Map(Object.keys(flags).map((flag) => [camelCase(flag), flag]))
  const given: Record<string, Flag['default']> = {}
  for (const [key, value] of Object.entries(settings)) {
    const flag = byKey.get(key)
    if (flag === undefined) return refuse(key, unknownKey(key, [...byKey.keys(), 'run']))
    const problem = problemWith(value, flags[flag]!)
    if (problem !== undefined)
      return refuse(key, `${key} ${problem}, got ${inWords(value)}${choiceMeant(value, flags[flag]!)}`)
    given[flag] = flags[flag]!.path
      ? typedPath(String(value), { from: dirname(path), within: withinOf(flags[flag]!, settings) })
      : (value as Flag['default'])
  }
  await checkSettings(task, given, refuse)
  return { task, flags: withDefaults(flags, given) }
}

/** The folder that is named in the file and in which a path may be. */
function withinOf({ within }: Flag, settings: Record<string, unknown>): string | undefined {
  const folder = within === undefined ? undefined : settings[camelCase(within)]
  return typeof folder === 'string' ? folder : undefined
}

async function settingsOf(path: string, source: string, shown: string): Promise<Record<string, unknown>> {
  const settings: unknown = path.endsWith('.json') ? parsed(source, shown) : await imported(path, shown)
  if (typeof settings === 'object' && settings !== null && !Array.isArray(settings))
    return settings as Record<string, unknown>
  throw new UsageError(
    `${shown}: Expected an object that is exported by default, such as { run: 'molecules' }`,
  )
}

function parsed(source: string, shown: string): unknown {
  try {
    return JSON.parse(source)
  } catch (error) {
    const { message } = error as SyntaxError
    const line = /\(line (\d+) /.exec(message)?.[1] ?? 1
    throw new UsageError(`${shown}:${line}: ${message}`, { cause: error })
  }
}

async function imported(path: string, shown: string): Promise<unknown> {
  try {
    return ((await import(pathToFileURL(path).href)) as { default?: unknown }).default
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error)
    throw new UsageError(`${shown}: ${reason}`, { cause: error })
  }
}

/** What the task itself says against its settings, at the line of the setting. */
async function checkSettings(
  task: Task,
  given: FlagValues,
  refuse: (key: string, problem: string) => never,
): Promise<void> {
  const config = configOf(task.config, given)
  const result = await task.config['~standard'].validate(config)
  const wrong = result.issues
    ?.map(({ path = [] }) => path[0])
    .map((part) => (typeof part === 'object' ? part.key : part))
  const key = wrong?.find((one) => one !== undefined && Object.hasOwn(config, one))
  if (result.issues === undefined) return
  // A key that is missing may still be typed.
  if (key === undefined) return
  const reason = await validateConfig(task.config, config).catch((error: Error) => error.message)
  refuse(String(key), String(reason))
}

function withDefaults(flags: Flags, given: Readonly<Record<string, Flag['default']>>): Flags {
  return Object.fromEntries(
    Object.entries(flags).map(([name, flag]) =>
      given[name] === undefined ? [name, flag] : [name, { ...flag, default: given[name], required: false }],
    ),
  )
}

function problemWith(value: unknown, flag: Flag): string | undefined {
  if (flag.multiple) return isTexts(value) ? undefined : 'must be a list of texts'
  if (flag.type === 'boolean') return typeof value === 'boolean' ? undefined : 'must be true or false'
  return flag.type === 'string' ? problemWithText(value, flag) : problemWithNumber(value, flag)
}

function problemWithText(value: unknown, { path, options }: Flag): string | undefined {
  if (typeof value !== 'string') return 'must be a text'
  if (path && value === '') return 'must name a file or folder'
  return options && !options.includes(value) ? `must be one of ${options.join(', ')}` : undefined
}

function problemWithNumber(value: unknown, { type, min }: Flag): string | undefined {
  if (typeof value !== 'number' || !Number.isFinite(value)) return 'must be a number'
  if (type === 'integer' && !Number.isSafeInteger(value)) return 'must be a whole number'
  return min !== undefined && value < min ? `must be at least ${min}` : undefined
}

/** Also what JSON has no form for, such as a function. */
function inWords(value: unknown): string {
  return typeof value === 'bigint' ? `${value}n` : (JSON.stringify(value) ?? `a ${typeof value}`)
}

function choiceMeant(value: unknown, { options = [] }: Flag): string {
  return typeof value === 'string' ? meant(nearest(value, options)) : ''
}

const isTexts = (value: unknown): boolean =>
  Array.isArray(value) && value.every((one) => typeof one === 'string')

function wrongTask(name: unknown): string {
  const names = tasks.map((task) => task.name)
  if (name === undefined) return `run is missing: one of the tasks ${names.join(', ')}`
  return `Unknown task ${JSON.stringify(name)}${orElse(typeof name === 'string' ? name : '', names)}`
}

function unknownKey(key: string, keys: readonly string[]): string {
  return `Unknown key ${JSON.stringify(key)}${meant(nearest(key, keys))}`
}

/** `--max-calls` is `maxCalls` in a file. */
function camelCase(flag: string): string {
  return flag.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())
}

/** The file that was typed with --config. @throws UsageError where none is */
export function takeConfig(typed: readonly string[]): {
  readonly path: string
  readonly rest: readonly string[]
} {
  const at = typed.findIndex((word) => word === '--config' || word.startsWith('--config='))
  const word = typed[at] ?? ''
  const path = word.includes('=') ? word.slice('--config='.length) : typed[at + 1]
  if (at === -1 || path === undefined || path === '')
    throw new UsageError('Expected a task or --config <file> (try --help)')
  const rest = typed.toSpliced(at, word.includes('=') ? 1 : 2)
  return { path: isAbsolute(path) ? path : resolve(typedIn(), path), rest }
}
