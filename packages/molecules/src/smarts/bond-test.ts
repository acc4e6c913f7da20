import type { Expression } from './expression.ts'
import { bondBit } from './graph.ts'
import type { BondPrimitive } from './parse.ts'

const types = [0, 1, 2, 3, 4, 'aromatic'] as const
const bothOf = (type: number | 'aromatic') => bondBit(type, true) | bondBit(type, false)
const inRing = types.reduce<number>((bits, type) => bits | bondBit(type, true), 0)
const every = types.reduce<number>((bits, type) => bits | bothOf(type), 0)

const accepted: Readonly<Record<BondPrimitive, number>> = {
  default: bothOf(1) | bothOf('aromatic'),
  '-': bothOf(1),
  '=': bothOf(2),
  '#': bothOf(3),
  $: bothOf(4),
  ':': bothOf('aromatic'),
  '~': every,
  '@': inRing,
}

/** The set of bond bits that an expression accepts: bonds have so few forms that the set is the whole test. */
export function compileBond(expression: Expression<BondPrimitive>): number {
  switch (expression.op) {
    case 'is':
      return accepted[expression.primitive]
    case 'not':
      return every & ~compileBond(expression.of)
    case 'all':
      return expression.of.reduce((bits, part) => bits & compileBond(part), every)
    case 'any':
      return expression.of.reduce((bits, part) => bits | compileBond(part), 0)
  }
}
