import { csrOf } from './influence/csr.ts'
import type { PlanCase, Structure } from './plan-case.ts'

const side = 15

/**
 * A slice of 15 x 15 voxels of 5 mm with five beams of 15 bixels each, a target around a core that is to be spared, and the
 * body around both.
 */
export function phantom(change: (structure: Structure) => Partial<Structure> = () => ({})): PlanCase {
  const at = (voxel: number) => ({ x: Math.floor(voxel / side) - 7, y: (voxel % side) - 7 })
  const influence = csrOf(side * side, 5 * side, (voxel, bixel) => {
    const { x, y } = at(voxel)
    const angle = (Math.floor(bixel / side) * 2 * Math.PI) / 5
    const depth = 10 + y * Math.cos(angle) - x * Math.sin(angle)
    const off = x * Math.cos(angle) + y * Math.sin(angle) - ((bixel % side) - 7)
    return Math.abs(off) > 3 ? 0 : Math.exp(-0.03 * depth - off ** 2)
  })
  const within = (from: number, to: number): Uint32Array =>
    Uint32Array.from({ length: side * side }, (_, voxel) => voxel).filter((voxel) => {
      const radius = Math.hypot(at(voxel).x, at(voxel).y)
      return radius >= from && radius < to
    })
  const structures: Structure[] = [
    {
      name: 'Target',
      type: 'target',
      priority: 1,
      rows: within(2, 5),
      objectives: [{ kind: 'squaredDeviation', dose: 60, penalty: 1000 }],
    },
    {
      name: 'Core',
      type: 'organ',
      priority: 2,
      rows: within(0, 2),
      objectives: [{ kind: 'squaredOverdosing', dose: 30, penalty: 300 }],
    },
    {
      name: 'Body',
      type: 'organ',
      priority: 3,
      rows: within(0, Infinity),
      objectives: [{ kind: 'squaredOverdosing', dose: 25, penalty: 100 }],
    },
  ]
  return {
    name: 'phantom',
    fractions: 30,
    grid: { size: { x: side, y: side, z: 1 }, spacing: { x: 5, y: 5, z: 5 } },
    voxels: Uint32Array.from({ length: side * side }, (_, voxel) => voxel),
    influence,
    structures: structures.map((structure) => ({ ...structure, ...change(structure) })),
  }
}
