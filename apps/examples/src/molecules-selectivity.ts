import { gradient, optimize, TGD, validateConfig } from '@textgrad/core'
import { molecules } from '@textgrad/molecules'

// Two targets: bind to the first, and not to the second. TEXTGRAD_TARGETS is a folder as DOCKSTRING's.
const config = await validateConfig(molecules.config, {
  start: 'benzene',
  weights: 'vina=1,avoid=0.5,qed=2',
  targets: process.env['TEXTGRAD_TARGETS'] ?? 'dockstring',
  bind: ['DRD2'],
  avoid: ['PPARA'],
  exhaustiveness: 1,
})
const engine = molecules.rules!(config)
await using problem = await molecules.setup(config, { engine })
const strategy = gradient(({ parameters }) => new TGD(parameters, { engine }))

for await (const { step, best } of optimize(problem, { strategy, seed: 1, steps: 1 })) {
  const { vina, avoid, qed } = best.evaluation.metrics
  console.log(
    `${step} ${best.candidate['smiles']} DRD2 ${vina!.toFixed(1)} PPARA ${avoid!.toFixed(1)} QED ${qed!.toFixed(2)}`,
  )
}
await engine[Symbol.asyncDispose]?.()
