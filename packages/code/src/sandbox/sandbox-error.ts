import { SystemError } from '@textgrad/core'

/**
 * Why programs cannot be run: this machine has no such sandbox ('unavailable'), what was asked of it cannot be
 * ('configuration'), its trusted part broke its own rules ('protocol'), or starting or reading it failed ('io'). What a
 * program under test does is never one of these: it is an answer.
 */
export type SandboxFault = 'unavailable' | 'configuration' | 'protocol' | 'io'

export class SandboxError extends SystemError {
  override name = 'SandboxError'
  readonly kind: SandboxFault

  constructor(message: string, { kind, cause }: { readonly kind: SandboxFault; readonly cause?: unknown }) {
    super(message, cause === undefined ? undefined : { cause })
    this.kind = kind
  }
}
