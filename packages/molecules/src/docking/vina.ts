import { createHash } from 'node:crypto'

import { SingleFlight, type ContentCache } from '@textgrad/host'

import type { Docking, DockingProgram, DockOptions, DockPdbqtOptions } from './docking-program.ts'
import type { Ligand } from './ligand/ligand.ts'
import { ligandPreparation, type LigandPreparation, type PrepareOptions } from './ligand/preparation.ts'
import { dockingPool, type DockingPool, type TurnOptions } from './pool.ts'
import { contactsOfPose, posesWithBonds } from './pose.ts'
import { box as checkedBox, checkBox, type Box } from './receptor/box.ts'
import type { Receptor } from './receptor/receptor.ts'
import { settled } from './settled.ts'
import type { Tool } from './tool.ts'
import { checkSettings, type VinaSettings } from './vina/arguments.ts'
import { readPoses } from './vina/output.ts'
import { posesOf, runVina } from './vina/run.ts'
import { vinaVersion, type VinaVersion } from './vina/version.ts'

export interface VinaOptions {
  readonly receptor: Receptor
  readonly box: Box
  /** How thorough the search is (default: 8). */
  readonly exhaustiveness?: number | undefined
  /** From 1 (default: 1). */
  readonly seed?: number | undefined
  /** Threads of one docking (default: 1, which uses many cores best when there is much to dock). */
  readonly cpu?: number | undefined
  /** Milliseconds for one docking (default: 15 minutes). */
  readonly timeout?: number | undefined
  /** How many poses to give at most (default: 9). */
  readonly modes?: number | undefined
  /** How much worse than the best a pose may be, kcal/mol (default: 3). */
  readonly energyRange?: number | undefined
  /** Vina's program (default: vina, on PATH). */
  readonly executable?: string | undefined
  /** Makes molecules ready; share it between receptors (default: `ligandPreparation()`, one's own). */
  readonly preparation?: LigandPreparation | undefined
  /** Shares the cores; use one for all receptors (default: one's own). */
  readonly pool?: DockingPool | undefined
  /** Where results are kept from run to run (default: nowhere). */
  readonly cache?: ContentCache | undefined
}

/**
 * AutoDock Vina (Trott and Olson, 2010; Eberhardt et al., 2021) with one receptor and box: versions 1.1.2 and 1.2. Both
 * are checked here for what Vina would answer with meaningless scores.
 * @throws BoxError or RangeError that names what is wrong
 */
export function vina(options: VinaOptions): DockingProgram {
  return new VinaProgram(options)
}

/** Changes when the same docking is kept otherwise. */
const revision = 1
const mostSeeds = 100

/** A form of a molecule; its bonds are known where it was prepared here. */
interface Form {
  readonly pdbqt: string
  readonly ligand?: Ligand
}

interface Job {
  /** The molecule as it was given. */
  readonly molecule: string
  readonly form: Form
  readonly seed: number
  /** Of the molecule, in the pool's queue. */
  readonly place: number
  readonly signal: AbortSignal
}

class VinaProgram implements DockingProgram {
  readonly id: string
  readonly receptor: Receptor
  readonly box: Box
  readonly #settings: VinaSettings
  readonly #tool: Tool
  readonly #preparation: LigandPreparation
  readonly #pool: DockingPool
  readonly #cache: ContentCache | undefined
  readonly #own = new AsyncDisposableStack()
  readonly #underWay = new SingleFlight<string>()
  readonly #counts = { dockings: 0, cached: 0 }
  #version: VinaVersion | undefined

  constructor(options: VinaOptions) {
    this.receptor = options.receptor
    this.box = checkedBox(options.box)
    checkBox(this.box, this.receptor.atoms)
    this.#settings = {
      exhaustiveness: options.exhaustiveness ?? 8,
      seed: options.seed ?? 1,
      cpu: options.cpu ?? 1,
      modes: options.modes ?? 9,
      energyRange: options.energyRange ?? 3,
      timeout: options.timeout ?? 15 * 60_000,
    }
    checkSettings(this.#settings)
    this.#tool = { program: 'vina', command: options.executable ?? 'vina' }
    this.#pool = options.pool ?? dockingPool()
    if (this.#settings.cpu > this.#pool.cores)
      throw new RangeError(
        `cpu must be at most the ${this.#pool.cores} cores of the pool, not ${this.#settings.cpu}`,
      )
    this.#preparation = options.preparation ?? this.#own.use(ligandPreparation({ cache: options.cache }))
    this.#cache = options.cache
    this.id = hash([this.#searched(this.#settings.seed), this.#preparation.id])
  }

  async version(signal?: AbortSignal): Promise<string> {
    return (await this.#probed({ signal })).text
  }

  /** Asked in the pool, so that what waits for it keeps its order, and few ask before one knows. */
  async #probed(turn: TurnOptions): Promise<VinaVersion> {
    const ask = async () => (this.#version ??= await vinaVersion(this.#tool, turn.signal))
    return this.#version ?? this.#pool.run(1, ask, turn)
  }

  async dock(smiles: string, options: DockOptions = {}): Promise<Docking> {
    const { isomers, tautomers, signal } = options
    checkSeeds(options)
    const place = this.#pool.place()
    await this.#probed({ place, signal })
    const onCore: PrepareOptions['onCore'] = (work, unwanted) =>
      this.#pool.run(1, work, { place, signal: unwanted })
    const ligands = await this.#preparation.prepare(smiles, { isomers, tautomers, onCore, signal })
    const forms = ligands.map((ligand) => ({ pdbqt: ligand.pdbqt, ligand }))
    return this.#best(smiles, forms, { ...options, place })
  }

  async dockPdbqt(pdbqt: string, options: DockPdbqtOptions = {}): Promise<Docking> {
    checkSeeds(options)
    const place = this.#pool.place()
    await this.#probed({ place, signal: options.signal })
    return this.#best(options.name ?? 'ligand', [{ pdbqt }], { ...options, place })
  }

  counts(): { readonly dockings: number; readonly cached: number } {
    return { ...this.#counts }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#own.disposeAsync()
  }

  /** Docks every form of a molecule with every seed and keeps the best. */
  async #best(
    molecule: string,
    forms: readonly Form[],
    { seeds = 1, place, signal: outer }: Pick<DockOptions, 'seeds' | 'signal'> & { readonly place: number },
  ): Promise<Docking> {
    const numbers = Array.from({ length: seeds }, (_, k) => this.#settings.seed + k)
    const jobs = forms.flatMap((form) =>
      numbers.map((seed) => (signal: AbortSignal) => this.#dockForm({ molecule, form, seed, place, signal })),
    )
    const { results, failures } = await settled(jobs, outer)
    const best = results.reduce((a, b) => (b.score < a.score ? b : a))
    const failed = failures.map((error) => `a form of it failed: ${error.message}`)
    return {
      ...best,
      runs: results.flatMap(({ runs }) => runs),
      notes: [...best.notes, ...failed],
    }
  }

  async #dockForm(job: Job): Promise<Docking> {
    const { molecule, form, seed, signal } = job
    const { ligand } = form
    const { poses: plain, repaired } = posesOf(await this.#written(job), molecule)
    const poses = ligand ? posesWithBonds(ligand, plain, molecule) : plain
    const docked = ligand?.smiles ?? molecule
    const { score } = poses[0]!
    return {
      molecule,
      docked,
      score,
      repaired,
      poses,
      contacts: contactsOfPose(poses[0]!, this.receptor, ligand),
      runs: [{ docked, seed, score }],
      notes: ligand?.notes ?? [],
      program: `AutoDock Vina ${await this.version(signal)}`,
    }
  }

  /** What Vina writes for a ligand, from the cache or by docking. */
  async #written(job: Job): Promise<string> {
    const version = await this.#probed(job)
    const key = hash([this.#searched(job.seed), version.text, job.form.pdbqt])
    const known = async () => {
      const kept = await this.#cache?.get(key)
      if (kept !== undefined) this.#counts.cached += 1
      return kept
    }
    const kept = await known()
    if (kept !== undefined) return kept
    // While it waited for a core, another process may have docked it.
    const run = async (signal: AbortSignal) =>
      (await known()) ?? (await this.#run({ ...job, signal }, key, version))
    const { value, isFirst } = await this.#underWay.join(key, job.signal, (signal) =>
      this.#pool.run(this.#settings.cpu, () => run(signal), { place: job.place, signal }),
    )
    if (!isFirst) this.#counts.cached += 1
    return value
  }

  async #run(job: Job, key: string, version: VinaVersion): Promise<string> {
    const settings = { ...this.#settings, seed: job.seed }
    const { receptor, box } = this
    const { molecule, form, signal } = job
    this.#counts.dockings += 1
    const written = await runVina(
      { tool: this.#tool, version, receptor: receptor.pdbqt, box, settings },
      { molecule, pdbqt: form.pdbqt, signal },
    )
    // Only what can be read is worth keeping.
    readPoses(written)
    await this.#cache?.put(key, written)
    return written
  }

  /** Where and how poses are searched; the number of threads changes none. */
  #searched(seed: number): readonly unknown[] {
    const { exhaustiveness, modes, energyRange } = this.#settings
    const { center, size } = this.box
    return [revision, this.receptor.hash, center, size, exhaustiveness, modes, energyRange, seed]
  }
}

function checkSeeds({ seeds = 1 }: DockOptions): void {
  if (!Number.isInteger(seeds) || seeds < 1 || seeds > mostSeeds)
    throw new RangeError(`seeds must be a whole number from 1 to ${mostSeeds}, not ${seeds}`)
}

const hash = (content: unknown): string => createHash('sha256').update(JSON.stringify(content)).digest('hex')
