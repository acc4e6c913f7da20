import type { Case } from '../cases/case.ts'
import { cShape } from './c-shape.ts'
import { headAndNeck } from './head-and-neck.ts'
import { multiTarget } from './multi-target.ts'
import { builtPhantom, type PhantomOptions, type PhantomPlan } from './phantom.ts'
import { prostate } from './prostate.ts'

const plans = {
  'c-shape': () => cShape,
  prostate,
  'head-and-neck': () => headAndNeck,
  'multi-target': () => multiTarget,
} as const satisfies Record<string, (seed: number) => PhantomPlan>

export type PhantomName = keyof typeof plans

export const phantomNames = Object.keys(plans) as readonly PhantomName[]

export interface NamedPhantomOptions extends PhantomOptions {
  /** A seed that makes another patient of the same kind; the prostate has them. Default: 0, the middle one. */
  readonly anatomy?: number | undefined
}

/**
 * A patient made of shapes, after AAPM TG-119: for tests and studies without anybody's data.
 * @throws RangeError naming the rule, for a name, seed, spacing, width or angle that is none.
 */
export function phantom(name: PhantomName, options: NamedPhantomOptions = {}): Case {
  if (!Object.hasOwn(plans, name))
    throw new RangeError(`Expected a phantom of ${phantomNames.join(', ')}, got ${JSON.stringify(name)}`)
  const { anatomy = 0, ...layout } = options
  if (!(Number.isSafeInteger(anatomy) && anatomy >= 0))
    throw new RangeError(`Expected anatomy to be a whole number from 0 up, got ${anatomy}`)
  if (anatomy !== 0 && name !== 'prostate')
    throw new RangeError(`Expected anatomy 0 for ${name}: only the prostate varies, got ${anatomy}`)
  checkLayout(layout)
  return builtPhantom(plans[name](anatomy), layout)
}

function checkLayout({ spacing = 5, gantry }: PhantomOptions): void {
  if (!(spacing >= 1 && spacing <= 20))
    throw new RangeError(`Expected a spacing of 1 to 20 mm, got ${spacing}`)
  const wrong = gantry?.find((angle) => !Number.isFinite(angle))
  if (gantry?.length === 0 || wrong !== undefined)
    throw new RangeError(`Expected angles of the gantry in degrees, got ${wrong ?? 'none'}`)
}
