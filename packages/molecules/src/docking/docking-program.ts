import type { Contacts } from './contacts.ts'
import type { Pose } from './pose.ts'
import type { Box } from './receptor/box.ts'
import type { Receptor } from './receptor/receptor.ts'

export interface DockOptions {
  /** Docks so often, with seeds that follow each other, and takes the best (default: 1). */
  readonly seeds?: number | undefined
  /** Docks up to so many stereoisomers where the SMILES leaves some open, at most 8, and takes the best (default: 1, any). */
  readonly isomers?: number | undefined
  /** Docks up to so many tautomers, at most 8, and takes the best (default: 1, the molecule as it is written). */
  readonly tautomers?: number | undefined
  readonly signal?: AbortSignal | undefined
}

/** The result for one molecule: plain data. */
export interface Docking {
  /** The molecule as it was given. */
  readonly molecule: string
  /** The form of it that was docked best. */
  readonly docked: string
  /** Of the best pose, kcal/mol; lower binds better. */
  readonly score: number
  /** Whether Vina's printed scores were wrong and have been repaired: see `repairScores`. */
  readonly repaired: boolean
  /** Best first. */
  readonly poses: readonly Pose[]
  /** Of the best pose. */
  readonly contacts: Contacts
  /** Each docking that was done for it. */
  readonly runs: readonly { readonly docked: string; readonly seed: number; readonly score: number }[]
  readonly notes: readonly string[]
  /** What docked it, such as 'AutoDock Vina 1.2.3'. */
  readonly program: string
}

/** Docks molecules into one receptor. */
export interface DockingProgram extends AsyncDisposable {
  /** Names receptor, box, settings and preparation, as a SHA-256. */
  readonly id: string
  readonly receptor: Receptor
  readonly box: Box
  /** Which version it is, such as '1.2.3'. Rejects with a ToolError where it is missing or of an unknown kind. */
  version(signal?: AbortSignal): Promise<string>
  /**
   * Docks a SMILES. Rejects with a DockingError for a molecule that can not be docked, with a ToolError or another
   * SystemError where the machine failed, and with the reason of an abort.
   */
  dock(smiles: string, options?: DockOptions): Promise<Docking>
  /** Docks a ligand that is a PDBQT already; its poses have no bonds, so no SDF. Rejects as `dock` does. */
  dockPdbqt(pdbqt: string, options?: DockPdbqtOptions): Promise<Docking>
  /** How often the program was run, and how often that was not needed, as the cache knew or another did the same. */
  counts(): { readonly dockings: number; readonly cached: number }
}

export interface DockPdbqtOptions extends Pick<DockOptions, 'seeds' | 'signal'> {
  /** How the ligand is called in the result and in messages (default: ligand). */
  readonly name?: string | undefined
}
