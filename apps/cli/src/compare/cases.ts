import { readFileSync } from 'node:fs'

import { validateConfig, type Task } from '@textgrad/core'

import { configFlags, configOf, flagName } from '../config-flags.ts'
import type { FlagValues } from '../flags.ts'
import { typedPath } from '../typed-path.ts'
import { asUsage, UsageError } from '../usage-error.ts'

/** What every optimizer is tried on: settings of the task. */
export interface Case {
  /** '' where there is one only. */
  readonly name: string
  readonly config: Readonly<Record<string, unknown>>
}

/**
 * The cases of `--cases`, each with what was typed besides; without it, what was typed. A case is called by its settings. Paths
 * in the file start where the command was typed, as typed ones do.
 * @throws UsageError for a file that can not be read, a line that is no JSON object of settings, two lines that are the same, or
 * settings that the task refuses.
 */
export async function casesOf(task: Task, values: FlagValues): Promise<Case[]> {
  const typed = configOf(task.config, values)
  const file = values['cases'] as string | undefined
  const cases = file === undefined ? [{ name: '', config: typed }] : await read(file, task, typed)
  for (const { name, config } of cases) {
    const where = name === '' ? '' : `--cases, ${name}: `
    await asUsage(() => validateConfig(task.config, config)).catch((error: Error) => {
      throw new UsageError(`${where}${error.message}`, { cause: error })
    })
  }
  return cases
}

async function read(file: string, task: Task, typed: Case['config']): Promise<Case[]> {
  const text = await asUsage(() => readFileSync(file, 'utf8'))
  const lines = text
    .split('\n')
    .flatMap((line, index) => (line.trim() === '' ? [] : [{ line, number: index + 1 }]))
  if (lines.length === 0) throw new UsageError(`--cases ${file}: there is no case in it`)
  const seen = new Map<string, number>()
  return lines.map(({ line, number }) => {
    const settings = settingsIn(line, `--cases ${file}, line ${number}`)
    const name = JSON.stringify(settings)
    const twin = seen.get(name)
    if (twin !== undefined) throw new UsageError(`--cases ${file}: line ${number} is line ${twin} again`)
    seen.set(name, number)
    return { name, config: { ...typed, ...withPaths(settings, task) } }
  })
}

function settingsIn(line: string, where: string): Record<string, unknown> {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch (error) {
    throw new UsageError(`${where}: ${(error as Error).message}`, { cause: error })
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>
  }
  throw new UsageError(`${where}: expected a JSON object of settings, such as {"start": "CCO"}`)
}

function withPaths(settings: Record<string, unknown>, task: Task): Record<string, unknown> {
  const flags = configFlags(task.config)
  return Object.fromEntries(
    Object.entries(settings).map(([key, value]) => {
      const { path, within } = flags[flagName(key)] ?? {}
      if (!path || typeof value !== 'string') return [key, value]
      const folder = Object.entries(settings).find(([other]) => flagName(other) === within)?.[1]
      return [key, typedPath(value, { within: typeof folder === 'string' ? folder : undefined })]
    }),
  )
}
