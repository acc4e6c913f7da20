import { ToolError } from '../errors.ts'

/** One pose as Vina wrote it. Energies in kcal/mol, distances in ångström. */
export interface WrittenPose {
  readonly score: number
  /** As it was printed: another where `score` was repaired. */
  readonly printed: number
  /** RMSD from the best pose: matching each atom with the nearest of its kind, and with itself. */
  readonly rmsdLower: number
  readonly rmsdUpper: number
  /** What the score was made of; Vina 1.2 and later tell it. */
  readonly energies?: PoseEnergies
  /** The lines of its atoms and branches. */
  readonly pdbqt: string
}

interface PoseEnergies {
  readonly interAndIntra: number
  readonly intra: number
  readonly unbound: number
}

/**
 * Reads the poses that Vina wrote with `--out`: 1.1.2 tells only the score and RMSDs of each, 1.2 its energies as well.
 * @throws ToolError 'output' for anything else, also for a file that was cut off (a full disk does not keep Vina from
 * ending with exit code 0)
 */
export function readPoses(text: string): WrittenPose[] {
  const models = text.split(/^MODEL\b.*$/m).slice(1)
  if (models.length === 0) throw unreadable('it holds no poses')
  return models.map((model, index) => {
    const [body = '', ...rest] = model.split(/^ENDMDL\s*$/m)
    if (rest.length === 0) throw unreadable(`pose ${index + 1} is cut off`)
    return readPose(body, index + 1)
  })
}

function readPose(body: string, number: number): WrittenPose {
  const [score, rmsdLower, rmsdUpper] = remark(body, 'VINA RESULT', 3) ?? []
  if (score === undefined || rmsdLower === undefined || rmsdUpper === undefined)
    throw unreadable(`pose ${number} has no score`)
  const pdbqt = body
    .split(/\r?\n/)
    .filter((line) => /^(ATOM|HETATM|ROOT|ENDROOT|BRANCH|ENDBRANCH|TORSDOF)\b/.test(line))
    .join('\n')
  if (!/^(ATOM|HETATM)/m.test(pdbqt)) throw unreadable(`pose ${number} has no atoms`)
  const energies = readEnergies(body)
  return { score, printed: score, rmsdLower, rmsdUpper, ...(energies && { energies }), pdbqt: `${pdbqt}\n` }
}

function readEnergies(body: string): PoseEnergies | undefined {
  const [interAndIntra] = remark(body, 'INTER + INTRA', 1) ?? []
  const [intra] = remark(body, 'INTRA', 1) ?? []
  const [unbound] = remark(body, 'UNBOUND', 1) ?? []
  if (interAndIntra === undefined || intra === undefined || unbound === undefined) return undefined
  return { interAndIntra, intra, unbound }
}

function remark(body: string, name: string, count: number): number[] | undefined {
  const start = `REMARK ${name}:`
  const line = body.split('\n').find((one) => one.startsWith(start))
  const numbers = line?.slice(start.length).trim().split(/\s+/).map(Number)
  return numbers?.length === count && numbers.every(Number.isFinite) ? numbers : undefined
}

function unreadable(what: string): ToolError {
  return new ToolError(`Vina's output can not be read: ${what}`, { program: 'vina', kind: 'output' })
}
