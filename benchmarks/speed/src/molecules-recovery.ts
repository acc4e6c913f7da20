import { chemistry } from '@textgrad/molecules'

import { median } from './measure.ts'
import type { Extent } from './suite.ts'
import type { Table } from './table.ts'

const deadline = 1_000
const endless = `C1C${'C2C1C1C2'.repeat(500)}CC1`
/** QED of ethanol by Python RDKit 2022.09. */
const next = { smiles: 'CCO', qed: 0.40680796565539457 }

/** How soon molecules are measured again after one that RDKit does not finish, in a pool of one worker. */
export async function moleculesRecovery({ quick }: Extent): Promise<readonly Table[]> {
  const rounds = quick ? 2 : 10
  await using rdkit = chemistry({ threads: 1, deadline })
  await rdkit.measure(next.smiles)
  const [lates, waits]: [number[], number[]] = [[], []]
  let right = 0
  for (let round = 0; round < rounds; round++) {
    const asked = performance.now()
    const refused = rdkit.measure(endless)
    const waiting = rdkit.measure(next.smiles)
    if ((await refused).ok) throw new Error('Expected RDKit not to finish 500 fused rings of four')
    const ended = performance.now()
    lates.push(ended - asked - deadline)
    const measured = await waiting
    waits.push(performance.now() - ended)
    if (measured.ok && measured.qed === next.qed) right += 1
  }
  return [
    {
      name: 'molecules-recovery',
      title: `After 500 fused rings of four, which RDKit does not finish within ${deadline} ms; ${rounds} rounds`,
      columns: ['', 'median, ms', 'longest, ms', 'right'],
      rows: [
        [
          'from the deadline until the worker is ended',
          rounded(median(lates)),
          rounded(Math.max(...lates)),
          '',
        ],
        [
          'from there to the QED of the next molecule',
          rounded(median(waits)),
          rounded(Math.max(...waits)),
          `${right} of ${rounds}`,
        ],
      ],
    },
  ]
}

const rounded = (milliseconds: number): number => Math.round(milliseconds)
