import { writeFile } from 'node:fs/promises'

import { gradient, optimize, TGD, validateConfig } from '@textgrad/core'
import { chemistry, molecules, writeMoleculeFile } from '@textgrad/molecules'

// Repair a file of molecules: each is improved on its own, by QED and how easy it is to make, and stays like itself.
await writeFile('hits.csv', 'smiles\nO=Cc1ccc(OCCCCCCCC)cc1\nO=[N+]([O-])c1ccc(CCCCBr)cc1\nCCCCCCCCO\n')
const config = await validateConfig(molecules.config, {
  start: 'hits.csv',
  weights: 'qed=1,sa=0.05',
  similarity: 0.3,
})
const engine = molecules.rules!(config)
await using problem = await molecules.setup(config, { engine })
const strategy = gradient(({ parameters }) => new TGD(parameters, { engine }))

let found = problem.start
for await (const { best } of optimize(problem, { strategy, seed: 1, steps: 2 })) found = best.candidate
await engine[Symbol.asyncDispose]?.()

await using rdkit = chemistry({ threads: 1 })
const repaired = await Promise.all(
  Object.entries(found).map(async ([name, smiles]) => {
    const [before, after] = await Promise.all([rdkit.measure(problem.start[name]!), rdkit.measure(smiles)])
    if (!before.ok || !after.ok) throw new Error(`${name} can not be measured`)
    console.log(`${name} QED ${before.qed.toFixed(2)} -> ${after.qed.toFixed(2)} ${smiles}`)
    return { smiles, name, fields: { before: problem.start[name]!, qed: after.qed } }
  }),
)
await writeMoleculeFile('repaired.csv', repaired, rdkit)
