/**
 * What a molecule can cost, lower is better: `vina` is its docking score (kcal/mol, the worst of several targets),
 * `avoid` the negative of its score where it should not bind (the best of several), `qed` 1 - QED, `sa` its SA score,
 * `similarity` 1 - Tanimoto to a reference, and `filters` the number of troublesome groups.
 */
export const costNames = ['vina', 'avoid', 'qed', 'sa', 'similarity', 'filters'] as const

export type CostName = (typeof costNames)[number]

/** What a unit of each cost counts. */
export type Weights = Partial<Readonly<Record<CostName, number>>>

/**
 * Ways to rank molecules. The two with docking differ and are not to be mixed:
 * - `paper`: Vina + (1 - QED), eq. 25 of the TextGrad paper (arXiv 2406.07496)
 * - `dockstring`: Vina + 10 (1 - QED), the tasks of M. García-Ortegón et al., J. Chem. Inf. Model. 2022, 62, 3486
 */
export const presets = {
  paper: { vina: 1, qed: 1 },
  dockstring: { vina: 1, qed: 10 },
} as const satisfies Record<string, Weights>

export type PresetName = keyof typeof presets

/** How far apart usual molecules lie in each cost. */
const usualRange: Readonly<Record<CostName, number>> = {
  vina: 10,
  avoid: 10,
  qed: 1,
  sa: 9,
  similarity: 1,
  filters: 3,
}

/**
 * How much each cost is to be heeded where words on them are weighed against each other: what a unit counts, times
 * usual units. For `paper` that is docking : QED = 10 : 1, the ratio in the paper's prompt, though no factor of 10 is
 * in its formula; for `dockstring` it is 1 : 1.
 */
export function emphasisOf(name: CostName, weights: Weights): number {
  return (weights[name] ?? 0) * usualRange[name]
}

/**
 * Reads weights as they are typed: `vina=1,qed=10,sa=0.5`.
 * @throws {TypeError} for an unknown name or no number; {RangeError} for a weight that is not above 0
 */
export function readWeights(text: string): Weights {
  const pairs = text.split(',').map((part) => part.split('=').map((word) => word.trim()))
  for (const [name, value] of pairs) {
    if (!(costNames as readonly (string | undefined)[]).includes(name) || value === undefined || value === '')
      throw new TypeError(
        `Expected weights of ${costNames.join(', ')} such as vina=1,qed=10, got ${JSON.stringify(text)}`,
      )
    if (!(Number(value) > 0 && Number(value) < Infinity))
      throw new RangeError(
        `Expected the weight of ${name} to be a number above 0, got ${JSON.stringify(value)}`,
      )
  }
  return Object.fromEntries(pairs.map(([name, value]) => [name, Number(value)]))
}
