import { RdkitError, type Rdkit } from './module.ts'

/** Runs what RDKit may refuse with an exception: that gives undefined. A crash still throws. */
export function attempt<T>(rdkit: Rdkit, run: () => T): T | undefined {
  try {
    return rdkit.use(run)
  } catch (error) {
    if (error instanceof RdkitError && !error.crashed) return undefined
    throw error
  }
}
