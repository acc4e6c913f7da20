import { gradient, optimize, TGD, validateConfig, type RunEvent } from '@textgrad/core'
import { chemistry, molecules, moleculesOf, writeMoleculeFile } from '@textgrad/molecules'

// Design for a target from a fragment: TEXTGRAD_TARGETS is a folder with NAME_target.pdbqt and NAME_conf.txt, such as
// DOCKSTRING's (`textgrad data`). Needs AutoDock Vina and Open Babel. For real work leave exhaustiveness at 8.
const config = await validateConfig(molecules.config, {
  start: 'acetamide',
  objective: 'paper',
  targets: process.env['TEXTGRAD_TARGETS'] ?? 'dockstring',
  bind: ['DRD2'],
  exhaustiveness: 1,
})
const engine = molecules.rules!(config)
await using problem = await molecules.setup(config, { engine })
const strategy = gradient(({ parameters }) => new TGD(parameters, { engine }))

const events: RunEvent[] = []
for await (const { step, best } of optimize(problem, {
  strategy,
  seed: 1,
  steps: 2,
  emit: (e) => void events.push(e),
})) {
  const { vina, qed } = best.evaluation.metrics
  console.log(`${step} ${best.candidate['smiles']} Vina ${vina!.toFixed(1)} QED ${qed!.toFixed(2)}`)
}
await engine[Symbol.asyncDispose]?.()

await using rdkit = chemistry({ threads: 1 })
await writeMoleculeFile('poses.sdf', moleculesOf(events), rdkit) // every molecule with its best pose
