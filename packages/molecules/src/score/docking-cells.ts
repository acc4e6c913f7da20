import type { DockingProgram, DockOptions } from '../docking/docking-program.ts'

/** Where each molecule of a file is docked: columns of scores in kcal/mol, lower binds better. */
export interface DockingCells {
  /** `vina`; with several targets the worst of them, and `vina NAME` for each. */
  readonly columns: readonly string[]
  /** Rejects with a DockingError for a molecule that can not be docked, else as `DockingProgram.dock` does. */
  cells(smiles: string, signal: AbortSignal | undefined): Promise<Readonly<Record<string, number>>>
}

export function dockingCells(
  programs: readonly DockingProgram[],
  options: Omit<DockOptions, 'signal'>,
): DockingCells {
  const names = programs.map(({ receptor }) => `vina ${receptor.name}`)
  return {
    columns: programs.length > 1 ? ['vina', ...names] : programs.map(() => 'vina'),
    async cells(smiles, signal) {
      const dockings = await Promise.all(
        programs.map((program) => program.dock(smiles, { ...options, signal })),
      )
      const scores = dockings.map(({ score }) => score)
      if (scores.length < 2) return Object.fromEntries(scores.map((score) => ['vina', score]))
      return {
        vina: Math.max(...scores),
        ...Object.fromEntries(names.map((name, index) => [name, scores[index]!])),
      }
    },
  }
}
