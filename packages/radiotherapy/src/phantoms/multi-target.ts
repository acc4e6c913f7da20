import { stepsOf, type PhantomPlan } from './phantom.ts'
import { cylinder, type Shape } from './shape.ts'

const body = cylinder({ x: 0, y: 0, z: 0 }, { x: 150, y: 100, z: 120 })

const target = (name: string, shape: Shape, dose: number): PhantomPlan['structures'][number] => ({
  name,
  type: 'target',
  priority: 1,
  shape,
  objectives: [{ kind: 'squaredDeviation', dose, penalty: 1000 }],
})

/** From z - 20 up to but not at z + 20, so that a voxel between two of them belongs to one. */
const disc =
  (z: number): Shape =>
  (point) =>
    cylinder({ x: 0, y: 0, z }, { x: 20, y: 20, z: 20 })(point) && point.z < z + 20 - 1e-6

/**
 * The multi-target of AAPM TG-119: three cylinders of 4 cm by 4 cm that stand on each other along z and get 50, 25 and
 * 12.5 Gy, the middle one most.
 */
export const multiTarget: PhantomPlan = {
  name: 'multi-target',
  prescription: 50,
  fractions: 25,
  reach: { x: 170, y: 120, z: 120 },
  tissues: [{ shape: body, density: 1 }],
  structures: [
    target('Centre', disc(0), 50),
    target('Superior', disc(40), 25),
    target('Inferior', disc(-40), 12.5),
    {
      name: 'Body',
      type: 'organ',
      priority: 3,
      shape: body,
      objectives: [{ kind: 'squaredOverdosing', dose: 25, penalty: 100 }],
    },
  ],
  gantry: stepsOf(7, 50),
}
