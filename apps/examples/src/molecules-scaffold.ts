import { gradient, optimize, TGD, validateConfig } from '@textgrad/core'
import { molecules } from '@textgrad/molecules'

// Lead optimisation: the acetanilide stays, the phenol and anything like a nitro group must go.
const config = await validateConfig(molecules.config, {
  start: 'CC(=O)Nc1ccc(O)cc1',
  keep: ['CC(=O)Nc1ccccc1'],
  forbid: ['[OX2H]c', '[N+](=O)[O-]'],
  reference: 'CC(=O)Nc1ccc(O)cc1',
  similarity: 0.3,
})
const engine = molecules.rules!(config)
await using problem = await molecules.setup(config, { engine })
const strategy = gradient(({ parameters }) => new TGD(parameters, { engine }))

for await (const { step, best } of optimize(problem, { strategy, seed: 1, steps: 2 })) {
  const { qed, similarity } = best.evaluation.metrics
  console.log(
    `${step} ${best.candidate['smiles']} QED ${qed!.toFixed(2)} similarity ${similarity!.toFixed(2)}`,
  )
}
await engine[Symbol.asyncDispose]?.()
