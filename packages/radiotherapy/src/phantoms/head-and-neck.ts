import { stepsOf, type PhantomPlan } from './phantom.ts'
import { cylinder, ellipsoid, inAll, inAny, without, type Shape } from './shape.ts'

/** A head above a neck; z rises to the head. */
const outline = (margin: number): Shape =>
  inAny(
    ellipsoid({ x: 0, y: 0, z: 90 }, { x: 78 - margin, y: 95 - margin, z: 100 - margin }),
    cylinder({ x: 0, y: 10, z: -30 }, { x: 65 - margin, y: 62 - margin, z: 90 }),
  )
const body = outline(0)
const cord = cylinder({ x: 0, y: 35, z: -40 }, { x: 6, y: 6, z: 80 })
const brainstem = ellipsoid({ x: 0, y: 28, z: 62 }, { x: 14, y: 12, z: 24 })
const spine = cylinder({ x: 0, y: 35, z: -40 }, { x: 18, y: 18, z: 80 })
const airway = cylinder({ x: 0, y: -12, z: -55 }, { x: 9, y: 9, z: 65 })
const parotid = (side: 1 | -1): Shape => ellipsoid({ x: side * 52, y: 12, z: 38 }, { x: 11, y: 18, z: 24 })
const [left, right] = [parotid(1), parotid(-1)]

/**
 * A head and neck after AAPM TG-119: the target holds the front of the neck from the base of the skull down and the nodes on
 * both sides of the spine, 6 mm below the skin and 15 mm from the cord; parotids lie against it. Sizes of the organs are
 * rounded from anatomy.
 */
export const headAndNeck: PhantomPlan = {
  name: 'head-and-neck',
  prescription: 50,
  fractions: 25,
  reach: { x: 90, y: 105, z: 190 },
  tissues: [
    { shape: body, density: 1 },
    { shape: spine, density: 1.25 },
    { shape: cord, density: 1.03 },
    { shape: airway, density: 0.001 },
  ],
  structures: [
    {
      name: 'PTV',
      type: 'target',
      priority: 1,
      shape: without(
        inAll(outline(6), ({ y, z }) => z >= -60 && z <= 50 && y >= -30 && y <= 55),
        cylinder({ x: 0, y: 35, z: 0 }, { x: 21, y: 21, z: 200 }),
        ({ x, y }) => Math.abs(x) <= 21 && y > 35,
        ellipsoid({ x: 0, y: 28, z: 62 }, { x: 24, y: 22, z: 34 }),
        left,
        right,
      ),
      objectives: [{ kind: 'squaredDeviation', dose: 50, penalty: 1000 }],
    },
    {
      name: 'Spinal cord',
      type: 'organ',
      priority: 2,
      shape: cord,
      objectives: [{ kind: 'squaredOverdosing', dose: 30, penalty: 300 }],
    },
    {
      name: 'Brainstem',
      type: 'organ',
      priority: 2,
      shape: brainstem,
      objectives: [{ kind: 'squaredOverdosing', dose: 40, penalty: 100 }],
    },
    ...(
      [
        ['Left parotid', left],
        ['Right parotid', right],
      ] as const
    ).map(([name, shape]) => ({
      name,
      type: 'organ' as const,
      priority: 2,
      shape,
      objectives: [{ kind: 'squaredOverdosing', dose: 15, penalty: 100 } as const],
    })),
    {
      name: 'Body',
      type: 'organ',
      priority: 3,
      shape: body,
      objectives: [{ kind: 'squaredOverdosing', dose: 35, penalty: 100 }],
    },
  ],
  gantry: stepsOf(9, 40),
}
