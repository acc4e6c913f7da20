import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'

import type { Extent, Suite } from './suite.ts'

/** What was asked for on the command line. */
export interface Arguments extends Extent {
  /** A suite, or 'all'. */
  readonly name: string
  readonly json: boolean
  /** The file for the results. */
  readonly out?: string
}

/** What is wrong with the command line, in one line. */
export class UsageError extends Error {
  override name = 'UsageError'
}

/** @throws UsageError for what is not known, or for a file that can not be written */
export async function readArguments(
  args: readonly string[],
  suites: Readonly<Record<string, Suite>>,
): Promise<Arguments | 'help'> {
  const { values, positionals } = parsed(args)
  const [name, ...rest] = positionals
  if (values.help) return 'help'
  if (name === undefined) throw new UsageError('Expected a suite; npm run bench -- --help lists them')
  if (name !== 'all' && !Object.hasOwn(suites, name)) {
    throw new UsageError(`Unknown suite: ${name}; npm run bench -- --help lists them`)
  }
  if (rest.length > 0) throw new UsageError(`Unknown argument: ${rest[0]}; one suite at a time, or all`)
  const { quick = false, json = false, engine, out } = values
  if (engine !== undefined) await checkEngine(engine, name, suites)
  return {
    name,
    quick,
    json,
    ...(engine !== undefined && { engine }),
    ...(out !== undefined && { out: writable(out) }),
  }
}

/** What is wrong with a model is said before anything is measured or paid. */
async function checkEngine(
  engine: string,
  name: string,
  suites: Readonly<Record<string, Suite>>,
): Promise<void> {
  if (!suites[name]?.asks) throw new UsageError(`--engine: ${name} asks no model that could be named`)
  const { engineNamed } = await import('@textgrad/engines')
  try {
    engineNamed(engine)
  } catch (error) {
    throw new UsageError(`--engine: ${(error as Error).message}`, { cause: error })
  }
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        quick: { type: 'boolean' },
        json: { type: 'boolean' },
        out: { type: 'string' },
        engine: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    })
  } catch (error) {
    // Its first sentence says what is wrong, the others how to write odd values.
    throw new UsageError((error as Error).message.split('. ')[0]!.replaceAll('\n', ' '), { cause: error })
  }
}

/** The absolute path of a file, where the command was typed; it is written once before anything is measured. */
function writable(out: string): string {
  const path = resolve(process.env['INIT_CWD'] ?? process.cwd(), out)
  try {
    writeFileSync(path, '[]\n')
    return path
  } catch (error) {
    throw new UsageError(`--out: ${(error as Error).message}`, { cause: error })
  }
}
