import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'

import init, { type MainModule } from '@rdkit/rdkit'

import { Handles, type Own } from './handles.ts'
import { enlargeStack, type Exports } from './stack.ts'
import { webAssembly, type InstantiateWasm } from './web-assembly.ts'

/** RDKit failed where it should not. After a crash its memory can not be trusted: load it anew. */
export class RdkitError extends Error {
  override name = 'RdkitError'
  readonly crashed: boolean

  constructor(message: string, crashed: boolean, cause?: unknown) {
    super(message, { cause })
    this.crashed = crashed
  }
}

/** One instance of RDKit in this thread. */
export interface Rdkit {
  /** Such as `2026.09.1`; canonical SMILES are comparable within one version only. */
  readonly version: string
  /** RDKit objects that exist now: 0 between calls, or something leaks. */
  liveHandles(): number
  /**
   * Runs `run` with RDKit's module; what it hands to `own` is deleted when it returns or throws. No RDKit
   * object may leave it.
   * @throws {RdkitError} where RDKit throws, or has crashed in this call or before
   */
  use<T>(run: (module: MainModule, own: Own) => T): T
  /** What RDKit has logged since the last call. */
  takeLog(): string
  /** The mass of an isotope in u; the mass number itself where RDKit's table lacks it. */
  isotopeMass(element: number, isotope: number): number
}

/**
 * Loads RDKit's WebAssembly with a stack that holds molecules of thousands of atoms.
 * @throws {Error} where the installed @rdkit/rdkit is not the version this package is built for
 */
export async function loadRdkit(): Promise<Rdkit> {
  const wasm = await readFile(createRequire(import.meta.url).resolve('@rdkit/rdkit/RDKit_minimal.wasm'))
  const compiled = await webAssembly.compile(wasm)
  let exports: Exports = {}
  const instantiateWasm: InstantiateWasm = (imports, done) => {
    const instance = new webAssembly.Instance(compiled, imports)
    exports = instance.exports
    done(instance)
  }
  const module = await init.default({ instantiateWasm })
  return rdkitOf(module, enlargeStack(exports))
}

function rdkitOf(module: MainModule, resetStack: () => void): Rdkit {
  const handles = new Handles()
  const log = module.set_log_capture('rdApp.*')
  const masses = new Map<number, number>()
  let crash: RdkitError | undefined

  function use<T>(run: (module: MainModule, own: Own) => T): T {
    if (crash) throw crash
    try {
      return handles.scope((own) => run(module, own))
    } catch (error) {
      resetStack()
      if (error instanceof webAssembly.Exception)
        throw new RdkitError('RDKit threw an exception', false, error)
      if (isCrash(error)) crash = new RdkitError('RDKit crashed and must be loaded anew', true, error)
      throw crash ?? error
    }
  }

  return {
    version: module.version(),
    liveHandles: () => handles.live,
    use,
    takeLog() {
      const text = log?.get_buffer() ?? ''
      if (text) log?.clear_buffer()
      return text
    },
    isotopeMass(element, isotope) {
      const key = element * 100_000 + isotope
      const known = masses.get(key) ?? massFromRdkit(use, element, isotope)
      masses.set(key, known)
      return known
    },
  }
}

// A trap, or RDKit's recursion reaching the end of the engine's own stack: no destructor has run.
function isCrash(error: unknown): boolean {
  if (error instanceof webAssembly.RuntimeError) return true
  return error instanceof RangeError && error.message.includes('call stack')
}

function massFromRdkit(use: Rdkit['use'], element: number, isotope: number): number {
  return use((module, own) => {
    const atom = own(module.get_mol(`[${isotope}#${element}]`))
    return atom ? (JSON.parse(atom.get_descriptors()) as { amw: number }).amw : isotope
  })
}
