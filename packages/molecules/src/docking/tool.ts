import { ProcessError, spawnGroup, type SpawnGroupOptions, type SpawnGroupResult } from '@textgrad/host'

import { ToolError } from './errors.ts'

/** A program that docking needs. */
export interface Tool {
  /** Its name, for messages. */
  readonly program: 'vina' | 'obabel'
  /** What is run: the name to look for on PATH, or a path. */
  readonly command: string
}

const install = {
  vina: 'install AutoDock Vina (Debian: apt-get install autodock-vina), or give the path of its program as `executable`',
  obabel: 'install Open Babel (Debian: apt-get install openbabel)',
} as const

/** How to get a program. */
export const howToInstall = (program: Tool['program']): string => install[program]

/**
 * Runs it. Rejects with a ToolError where it is missing or can not be started, with a ProcessError for anything else
 * that went wrong: what that says, who runs it knows.
 */
export async function runTool(
  { program, command }: Tool,
  args: readonly string[],
  options: SpawnGroupOptions,
): Promise<SpawnGroupResult> {
  try {
    return await spawnGroup(command, args, options)
  } catch (cause) {
    if (!(cause instanceof ProcessError) || (cause.kind !== 'missing' && cause.kind !== 'start')) throw cause
    throw new ToolError(`${cause.message}: ${install[program]}`, { program, kind: 'missing', cause })
  }
}

/** The version of Open Babel, such as '3.1.1'. Rejects with a ToolError 'missing' or 'version'. */
export async function obabelVersion(tool: Tool, signal?: AbortSignal): Promise<string> {
  const refuse = (what: string, cause?: unknown) =>
    new ToolError(`${tool.command} is no Open Babel: ${what}`, {
      program: tool.program,
      kind: 'version',
      cause,
    })
  try {
    const { stdout } = await runTool(tool, ['-V'], { deadline: 20_000, maxOutput: 2 ** 16, signal })
    const version = /Open Babel (\d+\.\d+\.\d+)/.exec(stdout)?.[1]
    if (version !== undefined) return version
    throw refuse(`-V prints ${JSON.stringify(stdout.slice(0, 100))}`)
  } catch (error) {
    throw error instanceof ProcessError ? refuse(error.message, error) : error
  }
}
