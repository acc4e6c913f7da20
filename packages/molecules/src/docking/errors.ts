import { SystemError } from '@textgrad/core'

/** Where a molecule failed on its way to a score. */
export type DockingStage = 'input' | 'protonation' | 'conformer' | 'ligand' | 'docking' | 'pose'

/** A molecule can not be docked: the message says why. It says something of the molecule, so it may be feedback on it. */
export class DockingError extends Error {
  override name = 'DockingError'
  readonly stage: DockingStage
  /** The molecule as it was given. */
  readonly molecule: string
  /** Why, without its name. */
  readonly reason: string

  constructor(reason: string, about: { stage: DockingStage; molecule: string; cause?: unknown }) {
    const shown = about.molecule.length > 200 ? `${about.molecule.slice(0, 200)}…` : about.molecule
    super(
      `${JSON.stringify(shown)} can not be docked: ${reason}`,
      about.cause === undefined ? undefined : { cause: about.cause },
    )
    this.stage = about.stage
    this.molecule = about.molecule
    this.reason = reason
  }
}

/** A receptor that can not be docked into: the message names it and what is wrong with it. */
export class ReceptorError extends TypeError {
  override name = 'ReceptorError'
}

/** A search box that can not be: its size, its place, or that the receptor is not there. */
export class BoxError extends RangeError {
  override name = 'BoxError'
}

export type ToolFault = 'missing' | 'version' | 'failed' | 'killed' | 'output'

/**
 * A program that docking needs (Vina, Open Babel) is `missing`, has an unknown `version`, `failed` for no reason that
 * lies in the molecule, was `killed` by somebody else, or wrote `output` that is none.
 */
export class ToolError extends SystemError {
  override name = 'ToolError'
  readonly program: string
  readonly kind: ToolFault

  constructor(message: string, about: { program: string; kind: ToolFault; cause?: unknown }) {
    super(message, about.cause === undefined ? undefined : { cause: about.cause })
    this.program = about.program
    this.kind = about.kind
  }
}
