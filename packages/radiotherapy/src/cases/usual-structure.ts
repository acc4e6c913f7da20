import type { CaseStructure } from './case.ts'

const targets = ['PTV', 'CTV', 'GTV']

/** What to begin with, before anything is turned: penalties, and dose levels as parts of the prescription. */
const usual = {
  target: { level: 1, penalty: 1000 },
  organ: { level: 0.5, penalty: 300 },
  body: { level: 0.6, penalty: 100 },
} as const

/**
 * A structure with objectives to begin with, where a case comes without. Of targets only PTVs have one (all targets, where there
 * is no PTV); organs and the body have one each.
 * @param kind PTV, CTV, GTV, EXTERNAL, as DICOM calls them; anything else is an organ.
 * @param prescription Gy over the whole course.
 */
export function usualStructure(
  { name, kind }: { readonly name: string; readonly kind: string },
  { prescription, hasPtv }: { readonly prescription: number; readonly hasPtv: boolean },
): Omit<CaseStructure, 'voxels'> {
  if (targets.includes(kind)) {
    const { level, penalty } = usual.target
    const counts = kind === 'PTV' || !hasPtv
    const objective = { kind: 'squaredDeviation', dose: level * prescription, penalty } as const
    return { name, type: 'target', priority: 1, objectives: counts ? [objective] : [] }
  }
  const isBody = kind === 'EXTERNAL'
  const { level, penalty } = usual[isBody ? 'body' : 'organ']
  const objective = { kind: 'squaredOverdosing', dose: level * prescription, penalty } as const
  return { name, type: 'organ', priority: isBody ? 3 : 2, objectives: [objective] }
}
