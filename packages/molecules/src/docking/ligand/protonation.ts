import { ProcessError } from '@textgrad/host'

import { DockingError, ToolError } from '../errors.ts'
import { runTool, type Tool } from '../tool.ts'

/** What an atom is at a pH. */
export interface AtomState {
  readonly element: string
  readonly charge: number
  readonly hydrogens: number
}

interface Asked {
  readonly pH: number
  /** The molecule as it was given, for messages. */
  readonly molecule: string
  readonly signal?: AbortSignal | undefined
}

/** Milliseconds for one molecule; the usual is 20. */
const deadline = 20_000

/**
 * The state of each heavy atom of a molfile, in its order, at a pH, as Open Babel's rules have it (they know the common
 * acids and bases one by one: piperazine gets two protons). Rejects with a DockingError 'protonation', or a ToolError.
 */
export async function protonate(
  obabel: Tool,
  molfile: string,
  { pH, molecule, signal }: Asked,
): Promise<readonly AtomState[]> {
  const args = ['-isdf', '-omol', '-p', String(pH)]
  try {
    const limits = { deadline, maxOutput: 2 ** 22 }
    const { stdout } = await runTool(obabel, args, { input: molfile, signal, ...limits })
    const states = statesOf(stdout)
    if (states) return states
    throw new DockingError('Open Babel can not read it', { stage: 'protonation', molecule })
  } catch (cause) {
    if (!(cause instanceof ProcessError)) throw cause
    if (cause.kind === 'exit')
      throw new ToolError(cause.message, { program: 'obabel', kind: 'failed', cause })
    const reason = `Open Babel did not protonate it: ${cause.message}`
    throw new DockingError(reason, { stage: 'protonation', molecule, cause })
  }
}

/** Reads the V2000 molfile. Exit code 0 says nothing: what can not be read gives an empty one. */
function statesOf(molfile: string): AtomState[] | undefined {
  const lines = molfile.split(/\r?\n/)
  const start = lines.findIndex((line) => line.includes('V2000'))
  const [atoms = 0, bonds = 0] = [0, 3].map((from) => Number(lines[start]?.slice(from, from + 3)))
  if (start < 0 || !(atoms > 0)) return undefined
  const elements = lines.slice(start + 1, start + 1 + atoms).map((line) => line.slice(31, 34).trim())
  const charges = elements.map(() => 0)
  const hydrogens = elements.map(() => 0)
  for (const line of lines.slice(start + 1 + atoms, start + 1 + atoms + bonds)) {
    const [from = 0, to = 0] = [line.slice(0, 3), line.slice(3, 6)].map((text) => Number(text) - 1)
    if (elements[to] === 'H') hydrogens[from]! += 1
    if (elements[from] === 'H') hydrogens[to]! += 1
  }
  for (const line of lines.filter((one) => one.startsWith('M  CHG'))) {
    const values = line.slice(9).trim().split(/\s+/).map(Number)
    for (let k = 0; k + 1 < values.length; k += 2) charges[values[k]! - 1] = values[k + 1]!
  }
  return elements.flatMap((element, atom) =>
    element === 'H' ? [] : [{ element, charge: charges[atom]!, hydrogens: hydrogens[atom]! }],
  )
}
