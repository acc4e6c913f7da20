import { access, readdir } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'

import { z } from 'zod'

import { CaseError } from '../errors.ts'
import { checkedJson, parsedFile } from '../json-file.ts'
import { datasetFiles } from './dataset-files.ts'
import { lengthOf, xyz, type PortPyBeam, type PortPyParts } from './parts.ts'

const place = z.tuple([z.number(), z.number(), z.number()])
const spacing = z.tuple([z.number().positive(), z.number().positive(), z.number().positive()])
/** A dataset of a file of the folder, such as `Beam_0_Data.h5/inf_matrix_sparse`. */
const dataset = z.string().regex(/^[^/\\\0]+\.h5\/.+$/, 'expected a file.h5/dataset of the folder')

const structuresSchema = z
  .array(z.object({ name: z.string().min(1), structure_mask_3d_File: dataset }))
  .min(1)

const voxelsSchema = z.object({
  ct_voxel_resolution_xyz_mm: spacing,
  dose_voxel_resolution_xyz_mm: spacing.optional(),
  ct_origin_xyz_mm: place.optional(),
  ct_to_dose_voxel_map_File: dataset,
})

const beamSchema = z.object({
  ID: z.union([z.int(), z.string()]),
  beamlets: z.object({ position_x_mm_File: dataset }),
  influenceMatrixSparse_File: dataset,
})

const criteriaSchema = z.object({
  pres_per_fraction_gy: z.number().positive(),
  num_of_fractions: z.int().positive(),
})

const plannerSchema = z.object({ IDs: z.array(beamSchema.shape.ID).min(1) })

/** The file that tells such a folder from others. */
export const structuresFile = 'StructureSet_MetaData.json'

/**
 * A folder as PortPy keeps it: the files of structures and voxels, and those of beams in `Beams/`; of the beams those of
 * `PlannerBeams.json`, where it is there.
 * @throws CaseError naming the file, the field and the rule.
 */
export async function folderParts(folder: string): Promise<PortPyParts> {
  const structures = await json(join(folder, structuresFile), structuresSchema)
  const voxels = await json(join(folder, 'OptimizationVoxels_MetaData.json'), voxelsSchema)
  const criteria = await jsonIfThere(join(folder, 'ClinicalCriteria_MetaData.json'), criteriaSchema)
  const beams = await beamsOf(folder)
  using files = datasetFiles()
  const { ct_voxel_resolution_xyz_mm: images, dose_voxel_resolution_xyz_mm: dose = images } = voxels
  const map = await files.dataset(folder, voxels.ct_to_dose_voxel_map_File, 3)
  const masks: PortPyParts['masks'][number][] = []
  for (const { name, structure_mask_3d_File: path } of structures)
    masks.push({ name, mask: await files.dataset(folder, path, 3) })
  const read: PortPyBeam[] = []
  for (const { beamlets, influenceMatrixSparse_File: path } of beams) {
    const places = await files.dataset(join(folder, 'Beams'), beamlets.position_x_mm_File)
    read.push({ beamlets: lengthOf(places), matrix: await files.dataset(join(folder, 'Beams'), path, 2) })
  }
  const open = files.kept()
  return {
    source: folder,
    name: basename(resolve(folder)),
    map,
    spacing: { images: xyz(images), dose: xyz(dose) },
    origin: voxels.ct_origin_xyz_mm && xyz(voxels.ct_origin_xyz_mm),
    masks,
    beams: read,
    fractions: criteria?.num_of_fractions,
    prescription: criteria && criteria.num_of_fractions * criteria.pres_per_fraction_gy,
    [Symbol.dispose]: () => open.dispose(),
  }
}

async function beamsOf(folder: string): Promise<readonly z.infer<typeof beamSchema>[]> {
  const within = join(folder, 'Beams')
  const names = await readdir(within).catch((cause: unknown) => {
    throw new CaseError(within, { field: 'folder', rule: 'expected a folder of beams', cause })
  })
  const files = names
    .filter((name) => name.endsWith('.json'))
    .toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }))
  const beams = await Promise.all(files.map((name) => json(join(within, name), beamSchema)))
  const selection = join(folder, 'PlannerBeams.json')
  const planner = await jsonIfThere(selection, plannerSchema)
  const missing = planner?.IDs.find((id) => !beams.some(({ ID }) => String(ID) === String(id)))
  if (missing !== undefined)
    throw new CaseError(selection, { field: 'IDs', rule: `expected beams of the folder, got ${missing}` })
  const chosen = planner?.IDs.map(String)
  const taken = beams.filter(({ ID }) => chosen?.includes(String(ID)) ?? true)
  if (taken.length === 0) throw new CaseError(within, { field: 'folder', rule: 'expected beams, got none' })
  return taken
}

const json = async <T>(file: string, schema: z.ZodType<T>): Promise<T> =>
  checkedJson(schema, await parsedFile(file), file)

async function jsonIfThere<T>(file: string, schema: z.ZodType<T>): Promise<T | undefined> {
  const isThere = await access(file).then(
    () => true,
    () => false,
  )
  return isThere ? json(file, schema) : undefined
}
