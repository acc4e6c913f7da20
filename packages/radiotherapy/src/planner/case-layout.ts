import { z } from 'zod'

/** How a phantom or images are laid out: other cases come with their voxels and bixels. */
export const caseLayout = {
  spacing: z.number().min(2).max(20).optional().describe('Voxels of a phantom or of images, mm (default: 5)'),
  bixel: z
    .number()
    .min(2)
    .max(50)
    .optional()
    .describe('Bixels of a phantom or of images, mm at the isocentre (default: 10)'),
  beams: z
    .string()
    .optional()
    .describe(
      'Beams of a phantom or of images: how many in equal steps, such as 9, or their angles in degrees, such as 0,52,104 (default: its own)',
    ),
  sampling: z
    .int()
    .min(1)
    .max(20)
    .optional()
    .describe(
      'Of a phantom or of images: away from the target every so many voxels of the body along each axis (default: 3; 1 is all)',
    ),
  anatomy: z
    .int()
    .min(0)
    .default(0)
    .describe('Seed of another patient like the phantom; only the prostate varies'),
}

export interface CaseLayout {
  /** mm */
  readonly spacing?: number | undefined
  /** mm */
  readonly bixel?: number | undefined
  /** A number of beams, or angles with commas between them. */
  readonly beams?: string | undefined
  readonly sampling?: number | undefined
  /** Of a phantom: a seed that makes another patient of the same kind. */
  readonly anatomy?: number | undefined
}

/** @throws RangeError naming what was given for a case whose dose is computed already. */
export function refuseLayout(name: string, layout: CaseLayout): void {
  for (const [key, value] of Object.entries(layout)) {
    const isGiven = value !== undefined && !(key === 'anatomy' && value === 0)
    if (isGiven && key in caseLayout)
      throw new RangeError(
        `Expected no ${key} for ${name}: only phantoms and images are laid out, and only phantoms have an anatomy`,
      )
  }
}

const mostBeams = 72

/**
 * The angles of the gantry that a text says, in degrees.
 * @throws RangeError naming the rule.
 */
export function anglesOf(beams: string): readonly number[] {
  const parts = beams.split(',').map((part) => part.trim())
  const numbers = parts.map((part) => (part === '' ? NaN : Number(part)))
  const [count = NaN] = numbers
  const refuse = (got: string) =>
    new RangeError(
      `Expected beams to be a number of beams from 1 to ${mostBeams}, or angles from 0 to below 360 degrees, each once, as in 0,52,104; got ${got}`,
    )
  if (parts.length > 1) {
    const wrong = numbers.findIndex(
      (angle, index) => !(angle >= 0 && angle < 360) || numbers.indexOf(angle) < index,
    )
    if (wrong >= 0 || parts.length > mostBeams) throw refuse(parts[wrong] ?? `${parts.length} angles`)
    return numbers
  }
  if (!(Number.isInteger(count) && count >= 1 && count <= mostBeams)) throw refuse(JSON.stringify(beams))
  return Array.from({ length: count }, (_, index) => (360 * index) / count)
}
