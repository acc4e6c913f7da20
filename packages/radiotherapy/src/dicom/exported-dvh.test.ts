import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { tempDir } from '@textgrad/host'
import { sharedPath } from '@textgrad/host/testing'
import { describe, expect, it } from 'vitest'

import { tellFound } from '../found.test.support.ts'
import { folder } from './dicom.test.support.ts'
import { dvhOf, hasDicompyler, type DvhMetrics } from './dvh.test.support.ts'
import { requirePydicom } from './pydicom.test.support.ts'
import { readDicomFolder } from './study.ts'
import { encodedDose } from './write-dose.ts'

const metricsFile = sharedPath('ref/radiotherapy/dicom_cshape_dvh.json')
const tools = [
  ['numpy', true],
  ['dicompyler-core', hasDicompyler()],
] as const

describe.skipIf(!folder || !metricsFile || !requirePydicom())(
  'check 10: the DVH of a dose that is read and written again (needs the reference data and python3-pydicom)',
  () => {
    describe.each(tools)('by %s', (tool, isThere) => {
      it.skipIf(!isThere)("is dicompyler-core's of the original, to 0.02 Gy", async () => {
        const study = await readDicomFolder(folder!)
        await using dir = await tempDir()
        const file = join(dir.path, 'RD.dcm')
        const { frameOfReference, study: uid, patient } = study.ct
        await writeFile(file, encodedDose({ dose: study.dose!.dose, frameOfReference, study: uid, patient }))
        const { structures: original } = JSON.parse(await readFile(metricsFile!, 'utf8')) as {
          structures: Readonly<Record<string, DvhMetrics>>
        }
        const found = dvhOf(join(folder!, 'RS.dcm'), file, tool)
        expect(Object.keys(found)).toEqual(Object.keys(original))
        const apart = Object.entries(found).flatMap(([name, metrics]) =>
          Object.entries(metrics).map(
            ([metric, value]) => [`${name} ${metric}`, Math.abs(value - original[name]![metric]!)] as const,
          ),
        )
        expect(apart).toHaveLength(3 * 7)
        expect(apart.filter(([, by]) => !(by <= 0.02))).toEqual([])
        tellFound(`check 10 ${tool}`, { 'Gy apart': Math.max(...apart.map(([, by]) => by)) })
      })
    })
  },
)
