// Docks molecules into PPARA, small ones first, and tells each that is finished: `node batch.test.program.ts <cache folder>`.
import { contentCache } from '@textgrad/host'

import { targetNamed } from './docking.test.support.ts'
import { vina } from './vina.ts'

const fenofibrate = 'CC(C)OC(=O)C(C)(C)Oc1ccc(cc1)C(=O)c1ccc(Cl)cc1'
const bezafibrate = 'CC(C)(Oc1ccc(CCNC(=O)c2ccc(Cl)cc2)cc1)C(=O)O'
const gemfibrozil = 'Cc1ccc(C)c(OCCCC(C)(C)C(=O)O)c1'

const cache = contentCache(process.argv[2]!)
await using program = vina({ ...(await targetNamed('PPARA')), exhaustiveness: 1, cache })
await Promise.all(
  ['c1ccccc1', 'CCCCC', 'CC(N)=O', fenofibrate, bezafibrate, gemfibrozil, `C${fenofibrate}`].map(
    async (smiles) => {
      const { score } = await program.dock(smiles)
      process.stdout.write(`${smiles} ${score}\n`)
    },
  ),
)
