import {
  csrOf,
  doseStatistics,
  fluenceProblem,
  optimiseFluence,
  simdInfluence,
  type PlanCase,
} from '@textgrad/radiotherapy'

// A slice of 41 x 41 voxels of 5 mm around (0, 0), and seven beams of 31 bixels: how much each gives to each voxel.
const at = (voxel: number) => ({ x: 5 * Math.floor(voxel / 41) - 100, y: 5 * (voxel % 41) - 100 })
const influence = csrOf(41 * 41, 7 * 31, (voxel, bixel) => {
  const { x, y } = at(voxel)
  const angle = (Math.floor(bixel / 31) * 2 * Math.PI) / 7
  const depth = 150 + y * Math.cos(angle) - x * Math.sin(angle)
  const offAxis = x * Math.cos(angle) + y * Math.sin(angle) - 5 * ((bixel % 31) - 15)
  return Math.abs(offAxis) > 15 ? 0 : Math.exp(-0.005 * depth - (offAxis / 5) ** 2)
})

const voxels = Uint32Array.from({ length: 41 * 41 }, (_, voxel) => voxel)
const radius = (voxel: number) => Math.hypot(at(voxel).x, at(voxel).y)
const plan: PlanCase = {
  name: 'a target around a core',
  fractions: 25,
  grid: { size: { x: 41, y: 41, z: 1 }, spacing: { x: 5, y: 5, z: 5 } },
  voxels,
  influence,
  structures: [
    {
      name: 'Target',
      type: 'target',
      priority: 1,
      rows: voxels.filter((voxel) => radius(voxel) > 20 && radius(voxel) < 45),
      objectives: [{ kind: 'squaredDeviation', dose: 50, penalty: 1000 }],
    },
    {
      name: 'Core',
      type: 'organ',
      priority: 2,
      rows: voxels.filter((voxel) => radius(voxel) < 12),
      objectives: [{ kind: 'squaredOverdosing', dose: 5, penalty: 300 }],
      constraints: [{ kind: 'minMaxDose', max: 6 }],
    },
  ],
}

const products = simdInfluence(plan.influence)
const { weights, violations } = await optimiseFluence(fluenceProblem(plan, products))
const { Target, Core } = doseStatistics(plan, products.dose(weights))
console.log(`Target D95 ${Target?.['D95']?.toFixed(1)} Gy, core ${Core?.['max']?.toFixed(1)} Gy`, violations)
