import type { Random } from './random.ts'

/** Milliseconds, drawn anew for each request. */
export type Latency = (random: Random) => number

/** How many numbers each distribution takes, and how it draws. */
const distributions: Readonly<
  Record<string, { readonly takes: number; readonly draw: (a: number, b: number, random: Random) => number }>
> = {
  fixed: { takes: 1, draw: (value) => value },
  uniform: { takes: 2, draw: (from, to, random) => from + (to - from) * random.float() },
  normal: { takes: 2, draw: (mean, deviation, random) => Math.max(0, mean + deviation * random.normal()) },
  exp: { takes: 1, draw: (mean, _, random) => -mean * Math.log(1 - random.float()) },
  lognormal: { takes: 2, draw: (median, sigma, random) => median * Math.exp(sigma * random.normal()) },
}

/**
 * Reads `200`, `fixed:200`, `uniform:100,500`, `normal:300,50`, `exp:300` or `lognormal:800,0.5` (median and sigma), in
 * milliseconds. Throws Error for anything else.
 */
export function latencyOf(spec: string | number): Latency {
  if (spec === '') return () => 0
  if (typeof spec === 'number' || /^\d+(\.\d+)?$/.test(spec)) {
    const milliseconds = Number(spec)
    return () => milliseconds
  }
  const [name = '', rest = ''] = spec.split(':')
  const distribution = Object.hasOwn(distributions, name) ? distributions[name] : undefined
  if (!distribution) {
    const known = Object.keys(distributions).join(', ')
    throw new Error(`unknown latency distribution "${name}" (${known})`)
  }
  const { takes, draw } = distribution
  const [a = Number.NaN, b = Number.NaN] = rest === '' ? [] : rest.split(',').map(Number)
  if ([a, b].slice(0, takes).some((value) => !Number.isFinite(value))) {
    throw new Error(`bad latency spec "${spec}"`)
  }
  return (random) => draw(a, b, random)
}
