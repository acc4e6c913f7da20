import { TGD, variable } from '@textgrad/core'
import { chemistry, qed, rules, smiles } from '@textgrad/molecules'

await using rdkit = chemistry()
await using engine = rules()

const molecule = variable('CCCCCCCCOc1ccc(C=O)cc1', { role: 'a molecule, as SMILES', codec: smiles(rdkit) })
const optimizer = new TGD([molecule], { engine })
for (let step = 0; step < 3; step++) {
  optimizer.zeroGrad()
  const loss = await qed(rdkit)(molecule)
  await loss.backward()
  console.log(loss.render(), molecule.value, molecule.gradients[0]?.text)
  await optimizer.step()
}
