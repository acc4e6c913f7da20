// Docks molecules into PPARA and tells each that is finished: `node batch.test.program.ts <cache folder>`.
import { contentCache } from '@textgrad/host'

import { targetNamed } from './docking.test.support.ts'
import { vina } from './vina.ts'

const cache = contentCache(process.argv[2]!)
await using program = vina({ ...(await targetNamed('PPARA')), exhaustiveness: 1, cache })
await Promise.all(
  ['c1ccccc1', 'CCCCC', 'CC(N)=O', 'CCO', 'CCN', 'CCCO', 'c1ccncc1'].map(async (smiles) => {
    const { score } = await program.dock(smiles)
    process.stdout.write(`${smiles} ${score}\n`)
  }),
)
