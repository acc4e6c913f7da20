import { z } from 'zod'

import { checkedJson, parsedFile } from '../json-file.ts'
import type { Grid, Structure } from '../plan-case.ts'

const count = z.int().positive()
const index = z.int().nonnegative().max(0xff_ff_ff_ff)
const spacing = z.number().positive()

const gridSchema = z.object({
  cubeDim_yxz: z.tuple([count, count, count]),
  resolution_mm: z.union([spacing, z.tuple([spacing, spacing, spacing])]),
  x0: z.number().optional(),
  y0: z.number().optional(),
  z0: z.number().optional(),
})

const structure = {
  // A part of file names.
  name: z.string().regex(/^[^/\\\0]+$/),
  // IGNORED and EXTERNAL are matRad's for what is only looked at.
  type: z.enum(['TARGET', 'OAR', 'EXTERNAL', 'IGNORED']),
  priority: z.number(),
}

const common = { case: z.string().min(1), grid: gridSchema, numFractions: count }

/** A bundle whose arrays are in files beside it. */
const filed = z.object({
  ...common,
  nVoxelRows: count,
  nBixels: count,
  nnz: index,
  structures: z.array(
    z.object({
      ...structure,
      nRows: index,
      objectives: z.array(
        z.object({ className: z.string(), parameters: z.array(z.unknown()), penalty: z.unknown() }),
      ),
    }),
  ),
})

/** A bundle that holds its arrays itself. */
const inline = z.object({
  ...common,
  shape: z.tuple([count, count]),
  nnz: index,
  indptr: z.array(index),
  col: z.array(index),
  val: z.array(z.number()),
  structures: z.array(z.object({ ...structure, voxels: z.array(index) })),
  objectives: z.array(z.looseObject({ structure: z.string() })),
})

export type FiledBundle = z.infer<typeof filed>
export type InlineBundle = z.infer<typeof inline>

/**
 * What a bundle says, of either form.
 * @throws CaseError naming the field and the rule.
 */
export async function readJson(
  file: string,
): Promise<{ form: 'filed'; bundle: FiledBundle } | { form: 'inline'; bundle: InlineBundle }> {
  const value = await parsedFile(file)
  const isInline = typeof value === 'object' && value !== null && 'indptr' in value
  return isInline
    ? { form: 'inline', bundle: checkedJson(inline, value, file) }
    : { form: 'filed', bundle: checkedJson(filed, value, file) }
}

/** A resolution of three numbers is that along x, y and z. */
export function gridOf({ cubeDim_yxz: [ny, nx, nz], resolution_mm, x0, y0, z0 }: FiledBundle['grid']): Grid {
  const [x, y, z] =
    typeof resolution_mm === 'number' ? [resolution_mm, resolution_mm, resolution_mm] : resolution_mm
  const isPlaced = x0 !== undefined && y0 !== undefined && z0 !== undefined
  return {
    size: { x: nx, y: ny, z: nz },
    spacing: { x, y, z },
    ...(isPlaced && { origin: { x: x0, y: y0, z: z0 } }),
  }
}

export const typeOf = (type: FiledBundle['structures'][number]['type']): Structure['type'] =>
  type === 'TARGET' ? 'target' : 'organ'
