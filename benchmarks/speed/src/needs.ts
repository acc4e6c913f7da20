import { requireProgram, sharedPath, type Program } from '@textgrad/host/testing'

/** What is missing, in words; undefined where it is there. */
export type Need = () => Promise<string | undefined> | string | undefined

/** A program that is installed with the system. */
export function program(name: Program): Need {
  return () => (requireProgram(name) ? undefined : `${name} is not installed`)
}

/** Reference data, by its path in the shared folder. */
export function data(path: string): Need {
  return () => (sharedPath(path) === undefined ? `${path} is not in the shared folder` : undefined)
}

/** Walls for programs under test, which not every container has. */
export const walls: Need = async () => {
  const { bwrapSandbox, SandboxError } = await import('@textgrad/code')
  try {
    await (await bwrapSandbox())[Symbol.asyncDispose]()
    return undefined
  } catch (error) {
    if (error instanceof SandboxError && error.kind === 'unavailable') return error.message
    throw error
  }
}

/** The first thing that is missing. */
export async function missing(needs: readonly Need[]): Promise<string | undefined> {
  for (const need of needs) {
    const reason = await need()
    if (reason !== undefined) return reason
  }
  return undefined
}
