import { SandboxError } from '../sandbox-error.ts'

export const unavailable = (reason: string, cause?: unknown): SandboxError =>
  new SandboxError(`bubblewrap can not be used: ${reason}`, { kind: 'unavailable', cause })
