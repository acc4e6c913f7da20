import { allSandboxes, type SandboxName } from '../sandbox/all-sandboxes.ts'
import type { Sandbox } from '../sandbox/sandbox.ts'

export const sandboxNames = allSandboxes.map(({ name }) => name) as [SandboxName, ...SandboxName[]]

/** Opens a sandbox and no other: rejects with a SandboxError where this machine can not. */
export const sandboxNamed = (name: SandboxName): Promise<Sandbox> =>
  allSandboxes.find((one) => one.name === name)!.make()
