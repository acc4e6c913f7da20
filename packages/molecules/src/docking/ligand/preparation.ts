import { createHash } from 'node:crypto'

import { SingleFlight, WorkerError, workerModule, workerPool, type ContentCache } from '@textgrad/host'

import { guard } from '../../rdkit/guard.ts'
import { DockingError, type DockingStage } from '../errors.ts'
import { settled } from '../settled.ts'
import { obabelVersion, type Tool } from '../tool.ts'
import type { LigandAnswer, LigandQuestion } from './answer.ts'
import { isHydrogen, type Ligand } from './ligand.ts'
import { protonate } from './protonation.ts'
import { neighboursOf } from './skeleton.ts'

/** Makes molecules ready for Vina. Any other chain of programs may stand in its place. */
export interface LigandPreparation extends AsyncDisposable {
  /** Names the chain and its settings: where it differs, so may the ligands. */
  readonly id: string
  /** The forms of a molecule that are to be docked. Rejects with a DockingError for a molecule that has none. */
  prepare(smiles: string, options?: PrepareOptions): Promise<readonly Ligand[]>
}

export interface PrepareOptions {
  /** How many stereoisomers to make where the SMILES leaves some open (default: 1, any of them; at most 8). */
  readonly isomers?: number | undefined
  /** How many tautomers to make: see `tautomers` (default: 1, as it is written; at most 8). */
  readonly tautomers?: number | undefined
  /** Waits for a core and runs what takes one (default: at once). */
  readonly onCore?: (<T>(work: () => Promise<T>, signal: AbortSignal) => Promise<T>) | undefined
  readonly signal?: AbortSignal | undefined
}

export interface LigandPreparationOptions {
  /** The pH to protonate at (default: 7.4); 'as-written' leaves charges alone and needs no Open Babel. */
  readonly pH?: number | 'as-written' | undefined
  /** Open Babel's program (default: obabel, on PATH). */
  readonly obabel?: string | undefined
  /** Of the conformers (default: 1). */
  readonly seed?: number | undefined
  /** Threads that place atoms (default: one per core). */
  readonly threads?: number | undefined
  /** Milliseconds for the conformers of one molecule (default: 60,000). */
  readonly deadline?: number | undefined
  /** Where prepared molecules are kept from run to run (default: in memory only). */
  readonly cache?: ContentCache | undefined
}

/** Changes when the same settings give other ligands; a new version of openchemlib may be the reason. */
const revision = 4
/** Molecules that are kept in memory. */
const remembered = 1000
const mostForms = 8

/**
 * The usual chain: salts are left out, Open Babel protonates, atoms are placed by distance geometry and MMFF94s, and
 * the PDBQT is written from them. The same molecule and settings give the same bytes.
 * @throws RangeError for a pH that is none
 */
export function ligandPreparation(options: LigandPreparationOptions = {}): LigandPreparation {
  const { pH = 7.4 } = options
  if (pH !== 'as-written' && !(pH >= 0 && pH <= 14)) throw new RangeError(`pH must be 0 to 14, not ${pH}`)
  return new Chain({ ...options, pH })
}

class Chain implements LigandPreparation {
  readonly id: string
  readonly #pH: number | undefined
  readonly #seed: number
  readonly #obabel: Tool
  readonly #cache: ContentCache | undefined
  readonly #pool
  readonly #known = new Map<string, readonly Ligand[]>()
  /** A molecule often comes at once for each of several receptors. */
  readonly #underWay = new SingleFlight<readonly Ligand[]>()
  readonly #probes = new SingleFlight<string>()
  #version: string | undefined

  constructor({
    pH,
    obabel = 'obabel',
    seed = 1,
    threads,
    deadline = 60_000,
    cache,
  }: LigandPreparationOptions) {
    this.id = `textgrad ${revision}, pH ${pH}, seed ${seed}`
    this.#pH = typeof pH === 'number' ? pH : undefined
    this.#seed = seed
    this.#obabel = { program: 'obabel', command: obabel }
    this.#cache = cache
    this.#pool = workerPool<LigandQuestion, LigandAnswer>(workerModule(import.meta.url, 'ligand.worker'), {
      size: threads,
      deadline,
      stackMegabytes: 64,
    })
  }

  async prepare(
    given: string,
    { isomers = 1, tautomers = 1, onCore = (work) => work(), signal }: PrepareOptions = {},
  ): Promise<readonly Ligand[]> {
    checkForms({ isomers, tautomers })
    signal?.throwIfAborted()
    const checked = guard(given)
    if (!checked.ok) throw new DockingError(checked.reason, { stage: 'input', molecule: given })
    const asked = { given, smiles: withoutLabels(checked.smiles), isomers, tautomers, signal }
    const key = await this.#keyOf(asked)
    const make = (unwanted: AbortSignal) =>
      onCore(() => this.#made(key, { ...asked, signal: unwanted }), unwanted)
    const ligands =
      this.#known.get(key) ?? (await this.#kept(key)) ?? (await this.#underWay.join(key, signal, make)).value
    this.#remember(key, ligands)
    return ligands
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#pool[Symbol.asyncDispose]()
  }

  async #keyOf({ smiles, isomers, tautomers, signal }: Asked): Promise<string> {
    if (this.#pH !== undefined) this.#version ??= await this.#versionOfObabel(signal)
    const content = [this.id, this.#version ?? '', isomers, tautomers, smiles]
    return createHash('sha256').update(JSON.stringify(content)).digest('hex')
  }

  async #versionOfObabel(signal: AbortSignal | undefined): Promise<string> {
    const ask = (unwanted: AbortSignal) => obabelVersion(this.#obabel, unwanted)
    return (await this.#probes.join('version', signal, ask)).value
  }

  async #kept(key: string): Promise<readonly Ligand[] | undefined> {
    const kept = await this.#cache?.get(key)
    return kept === undefined ? undefined : (JSON.parse(kept) as Ligand[])
  }

  #remember(key: string, ligands: readonly Ligand[]): void {
    this.#known.delete(key)
    this.#known.set(key, ligands)
    const oldest = this.#known.size > remembered ? this.#known.keys().next() : undefined
    if (oldest && !oldest.done) this.#known.delete(oldest.value)
  }

  async #made(key: string, asked: Asked): Promise<readonly Ligand[]> {
    const { smiles, tautomers } = asked
    const { molfiles } = await this.#ask('input', { kind: 'read', smiles, tautomers }, asked)
    const jobs = molfiles.map(
      (molfile, tautomer) => (signal: AbortSignal) => this.#placed(molfile, tautomer, { ...asked, signal }),
    )
    const { results } = await settled(jobs, asked.signal)
    const tried = molfiles.length > 1 ? [`${results.length} tautomers of it were tried`] : []
    const ligands = different(results).map((ligand) => ({ ...ligand, notes: [...ligand.notes, ...tried] }))
    await this.#cache?.put(key, JSON.stringify(ligands))
    return ligands
  }

  async #placed(molfile: string, tautomer: number, asked: Asked): Promise<readonly Ligand[]> {
    const { smiles, given, isomers, tautomers, signal } = asked
    const pH = this.#pH
    const states =
      pH === undefined ? undefined : await protonate(this.#obabel, molfile, { pH, molecule: given, signal })
    const what = { smiles, tautomers, tautomer, states, isomers, seed: this.#seed }
    return (await this.#ask('conformer', { kind: 'place', ...what }, asked)).ligands
  }

  async #ask(
    stage: DockingStage,
    question: LigandQuestion,
    { given: molecule, signal }: Asked,
  ): Promise<LigandAnswer & { readonly ok: true }> {
    try {
      const answer = await this.#pool.run(question, { signal })
      if (answer.ok) return answer
      throw new DockingError(answer.reason, { stage: answer.stage, molecule })
    } catch (cause) {
      if (!(cause instanceof WorkerError) || (cause.kind !== 'timeout' && cause.kind !== 'crashed'))
        throw cause
      const what = cause.kind === 'timeout' ? 'took too long' : 'crashed'
      throw new DockingError(`placing its atoms ${what}`, { stage, molecule, cause })
    }
  }
}

/** Charged, two tautomers may be the same molecule, or the same but for the bonds that are drawn double. */
function different(tautomers: readonly (readonly Ligand[])[]): readonly Ligand[] {
  const places = new Set<string>()
  const kept = tautomers.flatMap((ligands) => {
    const key = hydrogensOf(ligands[0]!).join(' ')
    const isNew = !places.has(key)
    places.add(key)
    return isNew ? ligands : []
  })
  return kept.filter(({ smiles }, index) => kept.findIndex((one) => one.smiles === smiles) === index)
}

function checkForms(numbers: { readonly isomers: number; readonly tautomers: number }): void {
  for (const [name, value] of Object.entries(numbers)) {
    if (!Number.isInteger(value) || value < 1 || value > mostForms)
      throw new RangeError(`${name} must be a whole number from 1 to ${mostForms}, not ${value}`)
  }
}

/** How many each heavy atom has. */
const hydrogensOf = ({ atoms, bonds, heavyAtoms }: Ligand): readonly number[] =>
  neighboursOf({ atoms, bonds })
    .slice(0, heavyAtoms)
    .map((around) => around.filter((atom) => isHydrogen(atoms[atom]!)).length)

/** Isotopes dock alike. What follows a space in a SMILES adds nothing to its atoms and bonds. */
const withoutLabels = (smiles: string): string => smiles.split(' ')[0]!.replaceAll(/\[\d+/g, '[')

interface Asked {
  readonly given: string
  readonly smiles: string
  readonly isomers: number
  readonly tautomers: number
  readonly signal: AbortSignal | undefined
}
