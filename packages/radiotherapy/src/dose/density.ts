/** Hounsfield units and relative electron density by turns: matRad's default table. */
const table = [
  [-1024, 0.001],
  [-999, 0.001],
  [-90, 0.95],
  [-45, 0.99],
  [0, 1],
  [100, 1.095],
  [350, 1.199],
  [3000, 2.505],
] as const

/** The density of electrons relative to water, for a CT number: linear between the points of a table, constant beyond. */
export function relativeElectronDensity(hounsfield: number): number {
  const above = table.findIndex(([at]) => at > hounsfield)
  if (above === 0) return table[0][1]
  if (above < 0) return table.at(-1)![1]
  const [[from, low], [to, high]] = [table[above - 1]!, table[above]!]
  return low + ((hounsfield - from) / (to - from)) * (high - low)
}
