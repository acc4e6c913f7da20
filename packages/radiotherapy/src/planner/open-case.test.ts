import { sharedPath } from '@textgrad/host/testing'
import { describe, expect, it } from 'vitest'

import { CaseError } from '../errors.ts'
import { openCase } from './open-case.ts'

describe('a case by its name', () => {
  it('is a phantom, also where it looks like a path', async () => {
    const { plan, phantom } = await openCase('/somewhere/multi-target', { spacing: 20 })
    expect(phantom).toBe('multi-target')
    expect(plan.structures.map(({ name }) => name)).toContain('Centre')
  })

  it('is refused where it is nothing', async () => {
    const opened = openCase('nowhere')
    await expect(opened).rejects.toThrow(CaseError)
    await expect(opened).rejects.toThrow(
      'nowhere, case: expected the JSON file of a bundle, a folder of DICOM files, or one of the phantoms c-shape',
    )
  })

  const folder = sharedPath('ref/radiotherapy/dicom_cshape')
  it.skipIf(!folder)('is a folder of DICOM files, with beams and fractions of its plan', async () => {
    const { plan } = await openCase(folder!, { spacing: 20, prescription: 50 })
    expect(plan.fractions).toBe(25)
    const objectives = Object.fromEntries(
      plan.structures.map(({ name, type, objectives: all }) => [name, { type, all }]),
    )
    expect(objectives).toMatchObject({
      OuterTarget: { type: 'target', all: [{ kind: 'squaredDeviation', dose: 50 }] },
      Core: { type: 'organ', all: [{ kind: 'squaredOverdosing', dose: 25 }] },
      BODY: { type: 'organ', all: [{ kind: 'squaredOverdosing', dose: 30 }] },
    })
  })
})
