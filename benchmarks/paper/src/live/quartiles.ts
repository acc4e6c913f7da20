/** The median of numbers, or another quantile, between neighbours in proportion (type 7 of Hyndman and Fan 1996); NaN without numbers. */
export function quantile(values: readonly number[], share = 0.5): number {
  const sorted = values.toSorted((a, b) => a - b)
  const place = share * (sorted.length - 1)
  const [below, above] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]]
  if (below === undefined || above === undefined) return Number.NaN
  return below + (place - Math.floor(place)) * (above - below)
}
