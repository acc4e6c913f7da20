import { existsSync, realpathSync } from 'node:fs'
import { basename, dirname, join, resolve, sep } from 'node:path'

import type { ConfigSchema, Task } from '@textgrad/core'
import type { Problem, Values } from '@textgrad/studio'

import { configOf, flagName } from '../config-flags.ts'
import { readFlags, type Flag, type Flags } from '../flags.ts'
import { meant, nearest } from '../nearest.ts'
import { typedIn } from '../typed-path.ts'
import { UsageError } from '../usage-error.ts'

/** An option as it is typed, in one word: what begins with a dash is its value all the same. */
export function flagWords(values: Values): string[] {
  return Object.entries(values).flatMap(([name, value]) => {
    if (typeof value === 'boolean') return value ? [`--${name}`] : []
    const all = typeof value === 'string' ? [value] : value
    return all.flatMap((one) => [`--${name}=${one}`])
  })
}

/** What is wrong with what was typed into each field: by the rules of the command line, and of the task's schema. */
export async function problemsOf(values: Values, flags: Flags, task?: Task): Promise<readonly Problem[]> {
  const known = Object.entries(values).flatMap(([name, value]) => fieldProblems(name, value, flags))
  const missing = Object.entries(flags).flatMap(([name, { required }]) =>
    required && values[name] === undefined ? [{ field: name, message: 'It is missing' }] : [],
  )
  const problems = [...known, ...missing]
  // What can not be read as its type would be refused a second time.
  if (!task || problems.length > 0) return problems
  return schemaProblems(task.config, values, flags)
}

function fieldProblems(name: string, value: Values[string], flags: Flags): Problem[] {
  const flag = Object.hasOwn(flags, name) ? flags[name] : undefined
  if (!flag) {
    return [{ message: `There is no field ${name}${meant(nearest(name, Object.keys(flags)))}` }]
  }
  const message = shapeProblem(flag, value) ?? typeProblem(name, value, flag) ?? pathProblem(flag, value)
  return message === undefined ? [] : [{ field: name, message }]
}

function shapeProblem({ type, multiple }: Flag, value: Values[string]): string | undefined {
  if (
    typeof value === 'boolean'
      ? type === 'boolean'
      : type !== 'boolean' && (multiple || typeof value === 'string')
  )
    return undefined
  return type === 'boolean' ? 'It is either on or off' : 'It has one value'
}

function typeProblem(name: string, value: Values[string], flag: Flag): string | undefined {
  try {
    readFlags(flagWords({ [name]: value }), { [name]: flag })
    return undefined
  } catch (error) {
    if (error instanceof UsageError) return error.message.replace(/^--[\w-]+ /, 'It ')
    throw error
  }
}

/**
 * Files are named below the folder of the studio: what a page names leads nowhere else, through links either. Some settings
 * are a value or a file, so nothing that is typed may name a file elsewhere.
 */
function pathProblem({ path, type, options }: Flag, value: Values[string]): string | undefined {
  if (type !== 'string' || options || typeof value === 'boolean') return undefined
  const all = typeof value === 'string' ? [value] : value
  const root = realpathSync(typedIn())
  const leaves = (typed: string): boolean => {
    const named = resolve(root, typed)
    const real = realOf(named)
    const isInside = real === root || (real?.startsWith(root + sep) ?? false)
    return !isInside && (path === true || existsSync(named))
  }
  return all.some((typed) => typed.includes('\0') || leaves(typed))
    ? `It has to be a file or a folder below ${root}`
    : undefined
}

/** The place that a path leads to; of what is not there yet, by the folder that will hold it. */
function realOf(path: string): string | undefined {
  try {
    return realpathSync(path)
  } catch {
    const folder = dirname(path)
    const real = folder === path ? undefined : realOf(folder)
    return real && join(real, basename(path))
  }
}

async function schemaProblems(
  schema: ConfigSchema,
  values: Values,
  flags: Flags,
): Promise<readonly Problem[]> {
  const typed = readFlags(flagWords(values), flags)
  const { issues = [] } = await schema['~standard'].validate(configOf(schema, typed))
  return issues.map(({ message, path = [] }) => {
    const [first] = path
    const key = typeof first === 'object' ? first.key : first
    return { ...(key !== undefined && { field: flagName(String(key)) }), message }
  })
}
