import { readFileSync } from 'node:fs'

import { sharedPath } from '@textgrad/host/testing'
import { describe, expect, it } from 'vitest'

import { tellFound } from '../found.test.support.ts'
import { centreOf, voxelsOf, type PlacedGrid } from '../geometry/placed-grid.ts'
import { densePassRate } from './dense.test.support.ts'
import { gammaIndex, gammaIndexAsMatRad, type DosePair, type GammaCriteria } from './gamma-index.ts'

interface GammaRow {
  readonly type: 'global' | 'local'
  readonly n: number
  readonly dd: number
  readonly dta: number
  readonly pass: number
  readonly gmax: number
  readonly g_c: number
  readonly g_edge: number
}

const file = sharedPath('ref/radiotherapy/gamma_analytic.json')
const rows = file === undefined ? [] : (JSON.parse(readFileSync(file, 'utf8')) as { items: GammaRow[] }).items

const grid: PlacedGrid = {
  size: { x: 41, y: 31, z: 21 },
  spacing: { x: 2.5, y: 2.5, z: 2.5 },
  origin: { x: -50, y: -37.5, z: -25 },
}

const formula = (x: number, y: number, z: number, scale: number): number =>
  scale * 60 * Math.exp(-((x / 30) ** 4 + (y / 22) ** 4 + (z / 18) ** 4)) +
  5 * Math.exp(-(x * x + y * y + z * z) / (2 * 40 * 40))

const cube = (dose: (x: number, y: number, z: number) => number): Float64Array =>
  Float64Array.from({ length: voxelsOf(grid) }, (_, voxel) => {
    const { x, y, z } = centreOf(grid, voxel)
    return dose(x, y, z)
  })

const doses: DosePair = {
  grid,
  reference: cube((x, y, z) => formula(x, y, z, 1)),
  evaluated: cube((x, y, z) => formula(x - 1.5, y + 0.8, z, 1.02)),
}
const middle = 15 + 31 * (20 + 41 * 10)
const edge = 15 + 31 * (32 + 41 * 10)
const criteriaOf = ({ dd, dta, type }: GammaRow): GammaCriteria => ({
  dose: dd,
  distance: dta,
  local: type === 'local',
})

describe.skipIf(file === undefined)('check 8: gamma needs the reference data', () => {
  // The local rows at n=3 say nothing more and take long.
  it.for(rows.filter(({ type, n }) => type === 'global' || n < 3))(
    'as matRad: $type, n=$n, $dd % and $dta mm',
    (row) => {
      const { gamma, passRate, greatest } = gammaIndexAsMatRad(doses, criteriaOf(row), row.n)
      expect(Math.abs(passRate - row.pass)).toBeLessThan(0.05)
      expect(Math.abs(greatest - row.gmax)).toBeLessThan(0.001)
      expect(gamma[middle]).toBeCloseTo(row.g_c, 9)
      expect(gamma[edge]).toBeCloseTo(row.g_edge, 9)
    },
  )

  it.for(rows.filter(({ type, n }) => type === 'global' && n === 3))(
    'over all points passes no fewer than over an eighth of a voxel: $dd % and $dta mm',
    (row) => {
      const { passRate, greatest } = gammaIndex(doses, criteriaOf(row), { lowDoseCut: row.dd })
      expect(passRate).toBeGreaterThan(row.pass - 0.05)
      expect(greatest).toBeLessThan(row.gmax + 0.001)
    },
  )

  // At 1 mm many voxels fail, and each of those takes all points: minutes.
  it.for(rows.filter(({ type, n, dta }) => type === 'global' && n === 3 && dta > 1))(
    'over all points passes within 0.1 of every point of a dense lattice on the same linear dose: $dd % and $dta mm',
    (row) => {
      const ours = gammaIndex(doses, criteriaOf(row), { lowDoseCut: row.dd })
      const dense = densePassRate(doses, criteriaOf(row), row.dd)
      expect(ours.voxels).toBe(dense.voxels)
      expect(Math.abs(ours.passRate - dense.passRate)).toBeLessThan(0.1)
      expect(ours.passRate).toBeGreaterThanOrEqual(dense.passRate - 0.01)
      tellFound(`check 8 ${row.dd} %/${row.dta} mm, % that pass`, {
        here: ours.passRate,
        'by a dense search': dense.passRate,
        "over matRad's points": row.pass,
      })
    },
  )
})

describe('check 8: gamma', () => {
  const criteria = { dose: 2, distance: 2 }

  it('of a dose with itself is 0 everywhere', () => {
    const same = { ...doses, evaluated: doses.reference }
    expect(gammaIndex(same, criteria)).toMatchObject({ passRate: 100, greatest: 0 })
    expect(gammaIndexAsMatRad(same, criteria, 1)).toMatchObject({ passRate: 100, greatest: 0 })
  })

  it('in a dose that rises evenly is the distance of a point from a plane', () => {
    const small: PlacedGrid = { ...grid, size: { x: 15, y: 15, z: 15 } }
    const [gx, gy, gz] = [0.5, -0.3, 0.2]
    const rising = Float64Array.from({ length: 15 ** 3 }, (_, voxel) => {
      const { x, y, z } = centreOf(small, voxel)
      return 100 + gx * x + gy * y + gz * z
    })
    const more = 1.7
    const { gamma } = gammaIndex(
      { grid: small, reference: rising, evaluated: rising.map((dose) => dose + more) },
      { dose: 1, distance: 2 },
    )
    const tolerance = Math.max(...rising) / 100
    const steep = Math.hypot(gx, gy, gz) * 2
    expect(gamma[7 + 15 * (7 + 15 * 7)]).toBeCloseTo(more / Math.hypot(tolerance, steep), 3)
  })

  it('is at most that over points 1/16 of a voxel apart, and less by no more than these are coarse', () => {
    const size = { x: 9, y: 9, z: 9 }
    const part: PlacedGrid = { ...grid, size }
    const cut = (dose: Float64Array | Float32Array) =>
      Float64Array.from({ length: 9 ** 3 }, (_, voxel) => {
        const [y, x, z] = [voxel % 9, Math.floor(voxel / 9) % 9, Math.floor(voxel / 81)]
        return dose[10 + y + 31 * (26 + x + 41 * (6 + z))]!
      })
    const pair = { grid: part, reference: cut(doses.reference), evaluated: cut(doses.evaluated) }
    const ours = gammaIndex(pair, criteria, { lowDoseCut: 0 })
    const lattice = gammaIndexAsMatRad(pair, criteria, 4)
    const inner = Array.from({ length: 9 ** 3 }, (_, voxel) => voxel).filter((voxel) =>
      [voxel % 9, Math.floor(voxel / 9) % 9, Math.floor(voxel / 81)].every((at) => at >= 2 && at <= 6),
    )
    const less = inner.map((voxel) => lattice.gamma[voxel]! - ours.gamma[voxel]!)
    expect(Math.min(...less)).toBeGreaterThan(-0.002)
    expect(Math.max(...less)).toBeLessThan(0.1)
  })

  it('counts voxels above the low dose cut', () => {
    const all = gammaIndex(doses, criteria, { lowDoseCut: 0 })
    const half = gammaIndex(doses, criteria, { lowDoseCut: 50 })
    expect(all.voxels).toBe(voxelsOf(grid))
    const most = Math.max(...doses.reference)
    expect(half.voxels).toBe(doses.reference.filter((dose) => dose >= most / 2).length)
    expect(half.gamma[0]).toBeNaN()
  })

  it.for([
    [
      { ...doses, reference: doses.reference.slice(1) },
      criteria,
      'Expected the reference dose of 26691 voxels',
    ],
    [
      { ...doses, evaluated: doses.evaluated.with(3, NaN) },
      criteria,
      'Expected finite evaluated doses, got NaN in voxel 3',
    ],
    [
      { ...doses, reference: new Float64Array(26691) },
      criteria,
      'Expected a reference dose above 0 somewhere',
    ],
    [doses, { dose: 0, distance: 2 }, 'Expected a dose above 0 %, got 0'],
    [doses, { dose: 2, distance: -1 }, 'Expected a distance above 0 mm, got -1'],
  ] as const)('refuses what can not be compared: %#', ([pair, wrong, message]) => {
    expect(() => gammaIndex(pair, wrong)).toThrow(RangeError)
    expect(() => gammaIndex(pair, wrong)).toThrow(message)
    expect(() => gammaIndexAsMatRad(pair, wrong)).toThrow(message)
  })
})
