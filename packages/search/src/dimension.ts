import type { Dimension } from '@textgrad/core'

export type NumberDimension = Extract<Dimension, { kind: 'number' }>

/** One parameter as coordinates from 0 to 1. */
export interface Axes {
  /** How many coordinates it takes: one for a number, one per option for a choice. */
  readonly size: number
  /** The least change of a coordinate that surely makes another value; 0 where any change does. */
  readonly least: number
  /** The coordinates of a value; undefined if the text is none of this dimension. What is out of range is moved in. */
  read(text: string): readonly number[] | undefined
  /** The value at coordinates, as text. */
  write(coordinates: readonly number[]): string
}

/**
 * How a parameter's range is laid out on the unit interval: a number by its linear or logarithmic scale, an
 * integer as the middle of one of equally wide bins (on its scale), a choice as one coordinate per option of
 * which the highest wins, so that no order of the options is made up.
 * @throws RangeError naming the parameter, for a range that is empty or has no logarithm.
 */
export function axesOf(name: string, dimension: Dimension): Axes {
  if (dimension.kind === 'choice') return choice(name, dimension.options)
  const { scale = 'linear', integer = false } = dimension
  const [low, high] = limitsOf(name, dimension)
  const [into, outOf] = scale === 'log' ? [Math.log, Math.exp] : [same, same]
  const bin = integer ? 0.5 : 0
  const [start, end] = [into(low - bin), into(high + bin)]
  const length = end - start || 1
  return {
    size: 1,
    // The widest bin: on a log scale it is the first.
    least: integer ? (into(low + bin) - start) / length : 0,
    read(text) {
      const value = parseNumber(text)
      if (value === undefined) return undefined
      return [(into(clamp(integer ? Math.round(value) : value, low, high)) - start) / length]
    },
    write([coordinate]) {
      // The ends exactly, which a logarithm and back may miss.
      if (!(coordinate! > 0)) return formatNumber(low)
      if (coordinate! >= 1) return formatNumber(high)
      const value = outOf(start + coordinate! * length)
      return formatNumber(clamp(integer ? Math.round(value) : value, low, high))
    },
  }
}

/** The lowest and the highest value. */
function limitsOf(name: string, dimension: NumberDimension): readonly [number, number] {
  const { from, to, scale, integer } = dimension
  const [low, high] = integer ? [Math.ceil(from), Math.floor(to)] : [from, to]
  if (!(low <= high) || !Number.isFinite(high - low)) {
    throw new RangeError(`Expected the range of '${name}' to hold a number, got ${from} to ${to}`)
  }
  if (scale === 'log' && !(low > 0)) {
    throw new RangeError(`Expected the range of '${name}' to start above 0 for a log scale, got ${from}`)
  }
  return [low, high]
}

function choice(name: string, options: readonly string[]): Axes {
  if (options.length === 0) throw new RangeError(`Expected '${name}' to have at least one option`)
  return {
    size: options.length,
    least: 0.6,
    read(text) {
      const index = options.indexOf(text)
      return index < 0 ? undefined : options.map((_, other) => (other === index ? 0.75 : 0.25))
    },
    write: (coordinates) => options[coordinates.indexOf(Math.max(...coordinates))]!,
  }
}

/** A number as the shortest text that reads as exactly the same number. */
export function formatNumber(value: number): string {
  return Object.is(value, -0) ? '0' : String(value)
}

/** The number that a text is, spaces around it aside; undefined if it is none, or not a finite one. */
export function parseNumber(text: string): number | undefined {
  const value = text.trim() === '' ? Number.NaN : Number(text)
  return Number.isFinite(value) ? value : undefined
}

/** The nearest number between two. */
export function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value))
}

function same(value: number): number {
  return value
}
