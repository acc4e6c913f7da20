import { ProcessError } from '@textgrad/host'

import { ToolError } from '../errors.ts'
import { runTool, type Tool } from '../tool.ts'

export interface VinaVersion {
  /** Such as '1.2.3'. */
  readonly text: string
  /** Major, minor and patch. */
  readonly numbers: readonly [number, number, number]
  /** Which command line and output it has: 1.1 tells only scores, 1.2 the energies too. */
  readonly family: '1.1' | '1.2'
}

/** What `vina --version` prints: 'AutoDock Vina 1.1.2 (May 11, 2011)', 'AutoDock Vina v1.2.3', 'AutoDock Vina v1.2.7-4-gabc'. */
export function readVersion(printed: string): VinaVersion | undefined {
  const found = /AutoDock Vina v?(\d+)\.(\d+)\.(\d+)/.exec(printed)
  if (!found) return undefined
  const [major, minor, patch] = found.slice(1).map(Number) as [number, number, number]
  if (major !== 1 || minor < 1) return undefined
  return {
    text: `${major}.${minor}.${patch}`,
    numbers: [major, minor, patch],
    family: minor === 1 ? '1.1' : '1.2',
  }
}

/**
 * Asks a Vina for its version. Rejects with a ToolError: 'missing', or 'version' for a program that is no Vina 1.1.2 or
 * later of series 1.
 */
export async function vinaVersion(tool: Tool, signal?: AbortSignal): Promise<VinaVersion> {
  const refuse = (what: string, cause?: unknown) =>
    new ToolError(`${tool.command} is no AutoDock Vina 1.1 or 1.2: ${what}`, {
      program: tool.program,
      kind: 'version',
      cause,
    })
  try {
    const { stdout } = await runTool(tool, ['--version'], { deadline: 20_000, maxOutput: 2 ** 16, signal })
    const version = readVersion(stdout)
    if (version) return version
    throw refuse(`--version prints ${JSON.stringify(stdout.slice(0, 100))}`)
  } catch (error) {
    throw error instanceof ProcessError ? refuse(error.message, error) : error
  }
}
