import type { Xyz } from '../plan-case.ts'

/** The distance from the source to the isocentre, mm. */
export const sourceAxisDistance = 1000

/** The angles of a beam in degrees and where its axes meet, in mm, LPS. */
export interface BeamSetup {
  /** Counter-clockwise about the z axis, seen from the feet of a patient on the back: 0 comes from the front, 90 from the left. */
  readonly gantry: number
  /** About the y axis. */
  readonly couch: number
  readonly isocentre: Xyz
}

/**
 * The frame of a beam's eye view: its origin is the source, y runs along the axis to the isocentre, where it is 1000 mm,
 * and x and z lie in the plane across it. A point there is (p - isocentre) R - (0, -1000, 0) with R = R_couch(y)
 * R_gantry(z), both counter-clockwise: the convention of IEC 61217 in LPS that matRad has.
 */
export interface BeamFrame {
  /** The source in mm, LPS. */
  readonly source: Xyz
  /** A point of the patient, in the beam's frame. */
  toBeam: (point: Xyz) => Xyz
  /** Half the size, across the beam, of a cube of 2 mm along the patient's axes. */
  readonly extent: { readonly x: number; readonly z: number }
  /** A point of the beam's frame, in LPS. */
  toPatient: (point: Xyz) => Xyz
}

export function beamFrame({ gantry, couch, isocentre }: BeamSetup): BeamFrame {
  const [cosG, sinG] = cosSin(gantry)
  const [cosC, sinC] = cosSin(couch)
  // The columns of R: where the beam's axes point in the patient.
  const across: Xyz = { x: cosC * cosG, y: sinG, z: -sinC * cosG }
  const along: Xyz = { x: -cosC * sinG, y: cosG, z: sinC * sinG }
  const upward: Xyz = { x: sinC, y: 0, z: cosC }
  const toPatient = ({ x, y, z }: Xyz): Xyz => {
    const from = y - sourceAxisDistance
    const onAxis = (axis: 'x' | 'y' | 'z') =>
      isocentre[axis] + across[axis] * x + along[axis] * from + upward[axis] * z
    return { x: onAxis('x'), y: onAxis('y'), z: onAxis('z') }
  }
  return {
    source: toPatient({ x: 0, y: 0, z: 0 }),
    toBeam(point) {
      const from = { x: point.x - isocentre.x, y: point.y - isocentre.y, z: point.z - isocentre.z }
      return { x: dot(from, across), y: dot(from, along) + sourceAxisDistance, z: dot(from, upward) }
    },
    extent: { x: sumOf(across), z: sumOf(upward) },
    toPatient,
  }
}

const sumOf = ({ x, y, z }: Xyz): number => Math.abs(x) + Math.abs(y) + Math.abs(z)

const dot = (a: Xyz, b: Xyz): number => a.x * b.x + a.y * b.y + a.z * b.z

function cosSin(degrees: number): [number, number] {
  const angle = (degrees * Math.PI) / 180
  return [Math.cos(angle), Math.sin(angle)]
}
