/** A figure of the paper, or of the authors of a data set, beside the same figure as it comes out here. */
export interface Figure {
  readonly experiment: string
  readonly figure: string
  readonly expected: number
  readonly ours: number
  /** Whether both are the same number, to the last digit. */
  readonly match: boolean
}

/** What an experiment computes of recorded outputs, and what it should be. */
export interface Counted {
  readonly figure: string
  readonly expected: number
  readonly ours: number
  /** Decimals that the figure is given with (default: 0, it is a count). */
  readonly decimals?: number
}

/** Rounds what was computed as the figure is given, and compares. */
export function compared(experiment: string, { figure, expected, ours, decimals = 0 }: Counted): Figure {
  const rounded = Number(ours.toFixed(decimals))
  return { experiment, figure, expected, ours: rounded, match: rounded === expected }
}
