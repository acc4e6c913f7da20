import { stepsOf, type PhantomPlan } from './phantom.ts'
import { cylinder, tube, without } from './shape.ts'

const body = cylinder({ x: 0, y: 0, z: 0 }, { x: 150, y: 100, z: 100 })

/**
 * The C-shape of AAPM TG-119 (Ezzell et al., Med. Phys. 36:5359, 2009): a target of 15 to 37 mm around a core of 10 mm that is
 * to be spared. That it is open by 90 degrees to the back is an assumption. The body is an elliptic cylinder of water.
 */
export const cShape: PhantomPlan = {
  name: 'c-shape',
  prescription: 50,
  fractions: 25,
  reach: { x: 170, y: 120, z: 100 },
  tissues: [{ shape: body, density: 1 }],
  structures: [
    {
      name: 'PTV',
      type: 'target',
      priority: 1,
      shape: without(tube(15, 37, 40), ({ x, y }) => y > Math.abs(x)),
      objectives: [{ kind: 'squaredDeviation', dose: 50, penalty: 1000 }],
    },
    {
      name: 'Core',
      type: 'organ',
      priority: 2,
      shape: tube(0, 10, 50),
      objectives: [{ kind: 'squaredOverdosing', dose: 25, penalty: 300 }],
    },
    {
      name: 'Body',
      type: 'organ',
      priority: 3,
      shape: body,
      objectives: [{ kind: 'squaredOverdosing', dose: 30, penalty: 100 }],
    },
  ],
  gantry: stepsOf(9, 40),
}
