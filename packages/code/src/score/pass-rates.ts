import { passAtK } from '../formats/pass-at-k.ts'

/** The mean of pass@k over the problems, for each k of which every problem has as many samples. */
export function passRates(
  rows: readonly { readonly task: string; readonly passed: boolean }[],
  ks: readonly number[],
): Readonly<Record<string, number>> {
  const counts = new Map<string, { n: number; c: number }>()
  for (const { task, passed } of rows) {
    const { n, c } = counts.get(task) ?? { n: 0, c: 0 }
    counts.set(task, { n: n + 1, c: c + Number(passed) })
  }
  const all = [...counts.values()]
  if (all.length === 0) return {}
  const fewest = Math.min(...all.map(({ n }) => n))
  const rates = ks
    .filter((k) => k >= 1 && k <= fewest)
    .map((k) => [`pass@${k}`, all.reduce((sum, { n, c }) => sum + passAtK(n, c, k), 0) / all.length] as const)
  return Object.fromEntries(rates)
}
