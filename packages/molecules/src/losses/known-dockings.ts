import type { Call } from '@textgrad/core'

import { dockOnce } from '../docking/dock-once.ts'
import type { Docking, DockingProgram, DockOptions } from '../docking/docking-program.ts'
import type { Receptor } from '../docking/receptor/receptor.ts'
import type { Chemistry } from '../rdkit/chemistry.ts'

/** A docking, and what it was done for where that is the same molecule written in another way. */
export interface KnownDocking {
  readonly docking: Docking
  readonly receptor: Receptor
  /** The InChI key that both have. */
  readonly sameAs?: { readonly smiles: string; readonly key: string }
}

interface Entry {
  readonly smiles: string
  readonly step: number
  readonly docking: Promise<Docking>
}

type Trials = Omit<DockOptions, 'signal'>

/**
 * The dockings of a run by InChI key: a molecule that was docked before costs nothing, however it is written, and one
 * that could not be docked is not tried again.
 */
export class KnownDockings {
  readonly #rdkit: Chemistry
  readonly #trials: Trials
  readonly #entries = new Map<string, Entry[]>()

  constructor(rdkit: Chemistry, trials: Trials) {
    this.#rdkit = rdkit
    this.#trials = trials
  }

  /** Rejects as `dockOnce` does. */
  async dock(docker: DockingProgram, smiles: string, call: Call): Promise<KnownDocking> {
    const { receptor } = docker
    const key = await this.#keyOf(smiles, call.signal)
    const place = `${docker.id} ${key}`
    const entries = this.#entries.get(place) ?? []
    this.#entries.set(place, entries)
    const known = entries.find((entry) => entry.smiles === smiles) ?? earlier(entries, call.step)
    if (known) {
      const docking = await known.docking
      return known.smiles === smiles
        ? { docking, receptor }
        : { docking, receptor, sameAs: { smiles: known.smiles, key } }
    }
    const docking = dockOnce(docker, smiles, call, this.#trials)
    const entry = { smiles, step: call.step, docking }
    entries.push(entry)
    try {
      return { docking: await docking, receptor }
    } catch (error) {
      // An abort, or a fault of the machine, says nothing of the molecule.
      if ((error as Error).name !== 'DockingError') entries.splice(entries.indexOf(entry), 1)
      throw error
    }
  }

  async #keyOf(smiles: string, signal: AbortSignal | undefined): Promise<string> {
    const found = await this.#rdkit.examine(smiles, { about: 'inchi' }, { signal })
    return found.ok ? found.finding.key : smiles
  }
}

/** Of an earlier step only: within one it is chance who comes first. */
function earlier(entries: readonly Entry[], step: number): Entry | undefined {
  const before = entries.filter((entry) => entry.step < step)
  return before.toSorted((a, b) => a.step - b.step || (a.smiles < b.smiles ? -1 : 1))[0]
}

/** Whether a value of a part is a docking. */
export function isKnownDocking(value: unknown): value is KnownDocking {
  return typeof value === 'object' && value !== null && 'docking' in value
}
