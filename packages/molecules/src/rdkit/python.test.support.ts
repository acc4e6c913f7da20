import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'

/**
 * Runs a Python program that turns `data` into `answer`, with RDKit's Chem and QED imported: Python RDKit is
 * the oracle of this package's tests.
 */
export function askPython(program: string, data: unknown): unknown {
  const run = spawnSync(python, ['-c', framed(program)], {
    input: JSON.stringify(data),
    encoding: 'utf8',
    maxBuffer: 1e9,
  })
  if (run.status !== 0) throw new Error(run.stderr)
  return JSON.parse(run.stdout)
}

/** The same for a program that answers a list item by item, in two processes side by side. */
export async function askPythons(program: string, data: readonly unknown[]): Promise<unknown[]> {
  const half = Math.ceil(data.length / 2)
  const parts = await Promise.all([data.slice(0, half), data.slice(half)].map((part) => begin(program, part)))
  return parts.flat()
}

async function begin(program: string, data: readonly unknown[]): Promise<unknown[]> {
  const run = spawn(python, ['-c', framed(program)], { stdio: ['pipe', 'pipe', 'inherit'] })
  run.stdin.end(JSON.stringify(data))
  const [answer] = await Promise.all([text(run.stdout), once(run, 'close')])
  if (run.exitCode !== 0) throw new Error(`Python ended with code ${run.exitCode}`)
  return JSON.parse(answer) as unknown[]
}

const python = '/usr/bin/python3'

const framed = (program: string): string => `
import json, sys
from rdkit import Chem, RDLogger
from rdkit.Chem import QED
RDLogger.DisableLog('rdApp.*')
data = json.load(sys.stdin)
${program}
json.dump(answer, sys.stdout)`

/** SMILES put together from fragments; the same seed gives the same list. Some are no valid molecules. */
export function syntheticSmiles(count: number, seed: number): string[] {
  let state = seed
  const below = (limit: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * limit)
  }
  return Array.from({ length: count }, () => {
    const parts = Array.from({ length: 2 + below(6) }, () => fragments[below(fragments.length)])
    return parts.join('')
  })
}

const fragments = `
  C CC N O S F C(=O) C(=O)O C(=O)N S(=O)(=O) S(=O)(=O)N C(F)(F)F C#C C=C C#N [N+](=O)[O-] N(C) C(C)(C)
  C[C@H](F)C C[C@@H](O)N C(Cl) OC(=O) N=C N=N c1ccc(cc1) c1ccccc1 c1cc(Cl)ccc1 c1ccncc1 c1c[nH]cc1
  c1csc(n1) c1ccc2[nH]ccc2c1 C1CCN(CC1) C1CC1 C1CO1 N1CCOCC1 c1nc2ccccc2[nH]1 O=C1NC(=O)CC1
  C1CCC2CCCCC2C1 [NH3+] [O-] [13CH2] P(=O)(O)O B(O)O [Si](C)(C)C Br I [nH] C(=S) C(=N) .
`
  .trim()
  .split(/\s+/)
