import { ProcessError, tempDir, type TempDir } from '@textgrad/host'

import { DockingError, ToolError } from '../errors.ts'
import { ligandFault } from '../ligand/check.ts'
import { isHydrogenType, readAtoms } from '../pdbqt.ts'
import type { Box } from '../receptor/box.ts'
import { runTool, type Tool } from '../tool.ts'
import { vinaArguments, type VinaSettings } from './arguments.ts'
import { readPoses } from './output.ts'
import { repairScores, type Repaired } from './repair.ts'
import type { VinaVersion } from './version.ts'

export interface VinaRun {
  readonly tool: Tool
  readonly version: VinaVersion
  /** The receptor in PDBQT, checked before. */
  readonly receptor: string
  readonly box: Box
  readonly settings: VinaSettings
}

export interface LigandRun {
  /** The molecule as it was given, for messages. */
  readonly molecule: string
  readonly pdbqt: string
  readonly signal?: AbortSignal | undefined
}

/**
 * Docks a ligand in PDBQT and gives what Vina wrote. Rejects with a DockingError where it is the ligand, with a
 * ToolError where it is Vina or the machine, and with the reason of an abort.
 */
export async function runVina(run: VinaRun, ligand: LigandRun): Promise<string> {
  const fault = ligandFault(ligand.pdbqt, run.version.family)
  if (fault) throw new DockingError(fault, { stage: 'ligand', molecule: ligand.molecule })
  try {
    return await attempt(run, ligand)
  } catch (error) {
    // Somebody killed it, or the machine was short of memory: that may be over.
    if (!(error instanceof ToolError && error.kind === 'killed')) throw error
    return attempt(run, ligand)
  }
}

/**
 * The poses in what Vina wrote, with right scores.
 * @throws DockingError 'pose' for scores that are none, ToolError 'output' for what can not be read
 */
export function posesOf(written: string, molecule: string): Repaired {
  const result = repairScores(readPoses(written))
  const fault = poseFault(result)
  if (fault) throw new DockingError(fault, { stage: 'pose', molecule })
  return result
}

async function attempt(run: VinaRun, ligand: LigandRun): Promise<string> {
  await using folder = await tempDir('textgrad-vina-')
  const files = {
    receptor: await folder.write('receptor.pdbqt', run.receptor),
    ligand: await folder.write('ligand.pdbqt', ligand.pdbqt),
    out: 'poses.pdbqt',
  }
  const args = vinaArguments(files, run)
  const deadline = run.settings.timeout
  const options = { cwd: folder.path, signal: ligand.signal, deadline, maxOutput: 2 ** 20 }
  try {
    const { stdout } = await runTool(run.tool, args, options)
    return await wholeOutput(folder, stdout, run.settings.energyRange)
  } catch (error) {
    throw error instanceof ProcessError ? meaning(error, run, ligand) : error
  }
}

/** The file of poses, if it is as long as Vina's table on its standard output says. */
async function wholeOutput(folder: TempDir, stdout: string, energyRange: number): Promise<string> {
  const written = (await folder.read('poses.pdbqt')) ?? ''
  const rows = stdout.match(/^ +\d+( +-?[\d.]+(e[+-]?\d+)?){3}\s*$/gm) ?? []
  const scores = rows.map((row) => Number(row.trim().split(/ +/)[1]))
  // The table shows more than is kept, and its figures have four digits.
  const told = scores.filter((score) => score < scores[0]! + energyRange - 0.05).length
  const there = written.match(/^ENDMDL\s*$/gm)?.length ?? 0
  if (there >= told && there > 0) return written
  const hint = told > 0 ? ': is the disk full?' : ''
  throw new ToolError(`Vina told of ${told} poses and wrote ${there}${hint}`, {
    program: 'vina',
    kind: 'output',
  })
}

const crashes = new Set(['SIGABRT', 'SIGSEGV', 'SIGFPE', 'SIGBUS', 'SIGILL'])

function meaning(cause: ProcessError, { settings }: VinaRun, { molecule }: LigandRun): Error {
  if (cause.kind === 'deadline') {
    const reason = `Vina did not finish within ${settings.timeout / 1000} s`
    return new DockingError(reason, { stage: 'docking', molecule, cause })
  }
  if (cause.kind === 'killed' && crashes.has(cause.signal ?? '') && !cause.stderr.includes('bad_alloc'))
    return new DockingError(`Vina crashed on it (${cause.signal})`, { stage: 'docking', molecule, cause })
  const kind = cause.kind === 'killed' || cause.kind === 'output' ? cause.kind : 'failed'
  return new ToolError(cause.message, { program: 'vina', kind, cause })
}

function poseFault({ poses: [best] }: Repaired): string | undefined {
  if (!best) return 'Vina found no pose'
  const atoms = readAtoms(best.pdbqt)
  if (!atoms.every(({ position }) => position.every(Number.isFinite)))
    return 'its best pose has no coordinates'
  if (best.score > 0) return `it does not fit into the box: its best score is +${best.score} kcal/mol`
  const heavy = atoms.filter(({ type }) => !isHydrogenType(type)).length
  if (heavy >= 6 && best.score > -0.1)
    return `a score of ${best.score} kcal/mol for ${heavy} atoms means that it touches nothing: the box is not on the receptor`
  return undefined
}
