import { SystemError } from '@textgrad/core'

/**
 * Why a program gave no output: it is `missing`, could not be `start`ed, ended with an `exit` code other than 0, was
 * `killed` by a signal that nobody here sent, passed its `deadline`, or wrote more `output` than was allowed.
 */
export type ProcessFault = 'missing' | 'start' | 'exit' | 'killed' | 'deadline' | 'output'

export interface ProcessErrorOptions {
  readonly kind: ProcessFault
  readonly command: string
  readonly exitCode?: number | null | undefined
  readonly signal?: NodeJS.Signals | null | undefined
  /** The last of what it wrote to stderr. */
  readonly stderr?: string | undefined
  readonly cause?: unknown
}

/** A program that was run failed. Whether that says something of its input, only who ran it can know. */
export class ProcessError extends SystemError {
  override name = 'ProcessError'
  readonly kind: ProcessFault
  readonly command: string
  readonly exitCode: number | undefined
  readonly signal: NodeJS.Signals | undefined
  readonly stderr: string

  constructor(message: string, about: ProcessErrorOptions) {
    super(message, about.cause === undefined ? undefined : { cause: about.cause })
    this.kind = about.kind
    this.command = about.command
    this.exitCode = about.exitCode ?? undefined
    this.signal = about.signal ?? undefined
    this.stderr = about.stderr ?? ''
  }
}
