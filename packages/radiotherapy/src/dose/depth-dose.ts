/**
 * How dose grows and falls with depth z, mm, in each of three parts: b/(b - m) (exp(-m z) - exp(-b z)) (Bortfeld, Schlegel
 * and Rhein, Med. Phys. 20:311, 1993).
 */
export interface DepthDose {
  /** m of all parts, 1/mm. */
  readonly attenuation: number
  /** b of each part, 1/mm. */
  readonly buildUp: readonly [number, number, number]
}

export function depthDose({ attenuation, buildUp }: DepthDose): (depth: number, into: Float64Array) => void {
  const factors = buildUp.map((b) => b / (b - attenuation))
  return (depth, into) => {
    const primary = Math.exp(-attenuation * depth)
    for (let part = 0; part < 3; part++)
      into[part] = factors[part]! * (primary - Math.exp(-buildUp[part]! * depth))
  }
}
