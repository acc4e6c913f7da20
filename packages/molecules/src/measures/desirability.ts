import { qedConstants, type QedProperties, type Sigmoid } from './qed-constants.ts'

/** How much a chemist likes a value of a property, up to 1: an asymmetric double sigmoid. */
export function desirability(property: keyof QedProperties, value: number): number {
  return doubleSigmoid(value, qedConstants.desirability[property])
}

function doubleSigmoid(x: number, { a, b, c, d, e, f, max }: Sigmoid): number {
  const rise = 1 + Math.exp(-(x - c + d / 2) / e)
  const fall = 1 + Math.exp(-(x - c - d / 2) / f)
  return (a + (b / rise) * (1 - 1 / fall)) / max
}

/** Where the best value of a property is looked for, and in which steps; counts are whole. */
const ranges: Readonly<Record<keyof QedProperties, readonly [from: number, to: number, step: number]>> = {
  mw: [50, 800, 1],
  alogp: [-5, 10, 0.1],
  hba: [0, 20, 1],
  hbd: [0, 20, 1],
  psa: [0, 250, 1],
  rotb: [0, 30, 1],
  arom: [0, 10, 1],
  alerts: [0, 10, 1],
}

const best = new Map<keyof QedProperties, number>()

/** The value of a property that is liked best. */
export function bestValue(property: keyof QedProperties): number {
  const known = best.get(property) ?? search(property)
  best.set(property, known)
  return known
}

function search(property: keyof QedProperties): number {
  const [from, to, step] = ranges[property]
  let found = from
  for (let index = 0; from + index * step <= to; index++) {
    const value = from + index * step
    if (desirability(property, value) > desirability(property, found)) found = value
  }
  return Number(found.toFixed(1))
}
