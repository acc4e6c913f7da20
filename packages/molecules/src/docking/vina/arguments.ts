import type { Box } from '../receptor/box.ts'
import type { VinaVersion } from './version.ts'

export interface VinaSettings {
  /** How thorough the search is; its time grows with it. */
  readonly exhaustiveness: number
  readonly seed: number
  /** Threads. */
  readonly cpu: number
  /** How many poses to give at most. */
  readonly modes: number
  /** How much worse than the best a pose may be, kcal/mol. */
  readonly energyRange: number
  /** Milliseconds for one docking. */
  readonly timeout: number
}

interface Files {
  readonly receptor: string
  readonly ligand: string
  readonly out: string
}

/** Vina's command line: 1.2 can also score otherwise, and is told not to. */
export function vinaArguments(
  files: Files,
  run: { readonly version: VinaVersion; readonly box: Box; readonly settings: VinaSettings },
): string[] {
  const { box, settings, version } = run
  const named: Record<string, string | number> = {
    ...files,
    ...axes('center', box.center),
    ...axes('size', box.size),
    exhaustiveness: settings.exhaustiveness,
    seed: settings.seed,
    cpu: settings.cpu,
    num_modes: settings.modes,
    energy_range: settings.energyRange,
    ...(version.family === '1.2' && { scoring: 'vina' }),
  }
  return Object.entries(named).flatMap(([name, value]) => [`--${name}`, String(value)])
}

function axes(name: string, [x, y, z]: readonly [number, number, number]): Record<string, number> {
  return { [`${name}_x`]: x, [`${name}_y`]: y, [`${name}_z`]: z }
}

/**
 * @throws RangeError that names the setting and its rule. Seed 0 is refused: to Vina 1.2 it means any seed.
 */
export function checkSettings(settings: VinaSettings): void {
  const whole = { exhaustiveness: 1000, seed: 2 ** 31 - 1, cpu: 1024, modes: 1000 } as const
  for (const name of Object.keys(whole) as (keyof typeof whole)[]) {
    const value = settings[name]
    if (Number.isInteger(value) && value >= 1 && value <= whole[name]) continue
    throw new RangeError(`${name} must be a whole number from 1 to ${whole[name]}, not ${value}`)
  }
  for (const name of ['energyRange', 'timeout'] as const) {
    const value = settings[name]
    if (value > 0 && value < 2 ** 31) continue
    throw new RangeError(`${name} must be a number above 0, not ${value}`)
  }
}
