import { random } from '@textgrad/core'

import type { Objective } from '../objectives/objective.ts'
import { stepsOf, type PhantomPlan } from './phantom.ts'
import { cylinder, ellipsoid, without, type Shape } from './shape.ts'

/** How one patient differs from another, in mm. */
interface Anatomy {
  readonly body: { readonly x: number; readonly y: number }
  /** Half axes. */
  readonly prostate: { readonly x: number; readonly y: number; readonly z: number }
  /** Half axes; it fills upward. */
  readonly bladder: { readonly x: number; readonly y: number; readonly z: number }
  readonly rectum: number
  /** How much further back the rectum is at the height of the seminal vesicles than of the apex. */
  readonly rectumCurve: number
  readonly femoralHeads: number
}

const middle: Anatomy = {
  body: { x: 180, y: 115 },
  prostate: { x: 22, y: 17, z: 25 },
  bladder: { x: 32, y: 26, z: 28 },
  rectum: 14,
  rectumCurve: 10,
  femoralHeads: 92,
}

/** The middle anatomy for 0; others vary each measure evenly around it. */
function anatomyOf(seed: number): Anatomy {
  if (seed === 0) return middle
  const source = random(seed, 'prostate phantom')
  const around = (value: number, part: number) => value * (1 + part * (2 * source.next() - 1))
  return {
    body: { x: around(middle.body.x, 0.1), y: around(middle.body.y, 0.1) },
    prostate: {
      x: around(middle.prostate.x, 0.15),
      y: around(middle.prostate.y, 0.15),
      z: around(middle.prostate.z, 0.15),
    },
    bladder: {
      x: around(middle.bladder.x, 0.2),
      y: around(middle.bladder.y, 0.2),
      z: around(middle.bladder.z, 0.3),
    },
    rectum: around(middle.rectum, 0.25),
    rectumCurve: around(middle.rectumCurve, 0.8),
    femoralHeads: around(middle.femoralHeads, 0.06),
  }
}

const overdosing = (dose: number, penalty: number): readonly Objective[] => [
  { kind: 'squaredOverdosing', dose, penalty },
]

const organ = (name: string, shape: Shape, objectives: readonly Objective[]) =>
  ({ name, type: 'organ', priority: 2, shape, objectives }) as const

/**
 * A pelvis with a prostate after AAPM TG-119: the target is the prostate with a margin of 8 mm, 5 mm to the back, and takes in a
 * part of the bladder above and of the rectum behind. 70.2 Gy in 39 fractions, as in RTOG 0126 arm 1. Sizes are rounded from
 * anatomy.
 * @param seed Which patient; 0 is the one in the middle.
 */
export function prostate(seed: number): PhantomPlan {
  const anatomy = anatomyOf(seed)
  const { prostate: half, bladder: full } = anatomy
  const body = cylinder({ x: 0, y: 0, z: 0 }, { ...anatomy.body, z: 110 })
  const gland = { x: 0, y: 5, z: 0 }
  const ptv = (point: Parameters<Shape>[0]): boolean => {
    const backward = point.y > gland.y ? 5 : 8
    return ellipsoid(gland, { x: half.x + 8, y: half.y + backward, z: half.z + 8 })(point)
  }
  const back = gland.y + half.y + anatomy.rectum
  const rectum: Shape = ({ x, y, z }) => {
    const bend = (anatomy.rectumCurve * z) / 60
    return Math.abs(z) <= 60 && Math.hypot(x, y - back - bend) <= anatomy.rectum
  }
  const bladder = without(
    ellipsoid({ x: 0, y: gland.y - 12, z: half.z + 0.75 * full.z }, full),
    ellipsoid(gland, half),
  )
  const heads = ([-1, 1] as const).map((side) =>
    ellipsoid({ x: side * anatomy.femoralHeads, y: 5, z: 10 }, { x: 24, y: 24, z: 24 }),
  )
  const bothHeads: Shape = (point) => heads.some((head) => head(point))
  return {
    name: seed === 0 ? 'prostate' : `prostate-${seed}`,
    prescription: 70.2,
    fractions: 39,
    reach: { x: 205, y: 135, z: 110 },
    tissues: [
      { shape: body, density: 1 },
      { shape: bothHeads, density: 1.2 },
    ],
    structures: [
      {
        name: 'PTV',
        type: 'target',
        priority: 1,
        shape: ptv,
        objectives: [{ kind: 'squaredDeviation', dose: 70.2, penalty: 1000 }],
      },
      organ('Rectum', rectum, overdosing(35, 100)),
      organ('Bladder', bladder, overdosing(35, 100)),
      organ('Femoral heads', bothHeads, overdosing(30, 100)),
      { ...organ('Body', body, overdosing(30, 100)), priority: 3 },
    ],
    gantry: stepsOf(7, 50),
  }
}
