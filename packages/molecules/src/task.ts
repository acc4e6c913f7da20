import { variable, type Evaluation, type Objective, type Problem, type Task } from '@textgrad/core'
import { z } from 'zod'

import { moleculeArtifacts } from './artifacts.ts'
import { qedFeedback } from './feedback.ts'
import { moves } from './moves.ts'
import { qed } from './ops/qed.ts'
import { chemistry, type Chemistry } from './rdkit/chemistry.ts'
import { rules } from './rules.ts'
import { scorer } from './score.ts'
import { smiles } from './values.ts'

const config = z.strictObject({
  start: z
    .string()
    .default('O=Cc1ccc(OCCCCCCCCCCCC)c([N+](=O)[O-])c1')
    .describe('The molecule to start from, as SMILES'),
})

/** Molecule design: a SMILES is rewritten to be more drug-like. */
export const molecules: Task<z.infer<typeof config>> = {
  name: 'molecules',
  summary: 'Design a more drug-like molecule (QED) from a start molecule',
  config,
  async setup({ start }, { signal }) {
    const rdkit = chemistry()
    const read = await rdkit.assess(start, { signal })
    if (read.ok) return problem(rdkit, read.canonical)
    await rdkit[Symbol.asyncDispose]()
    throw new TypeError(
      `The start ${JSON.stringify(start.slice(0, 200))} is not a molecule in SMILES: ${read.reason}`,
    )
  },
  rules,
  score: scorer,
  async checks() {
    await using rdkit = chemistry({ threads: 1 })
    const read = await rdkit.assess('CCO')
    return [{ name: 'RDKit', ok: read.ok, detail: read.ok ? 'its WebAssembly runs' : read.reason }]
  },
}

function problem(rdkit: Chemistry, start: string): Problem {
  return {
    start: { smiles: start },
    metrics: [{ name: 'qed', direction: 'maximize' }],
    async *moves({ smiles: value }, random) {
      const reactions = moves.map(({ reaction }) => reaction)
      const made = await rdkit.neighbours(value!, reactions, { cut: true })
      for (const next of random.shuffle(made)) yield { smiles: next }
    },
    build: ({ smiles: value }) => objective(rdkit, value!),
    [Symbol.asyncDispose]: () => rdkit[Symbol.asyncDispose](),
  }
}

function objective(rdkit: Chemistry, value: string): Objective {
  const molecule = variable(value, { name: 'smiles', role: 'a molecule, as SMILES', codec: smiles(rdkit) })
  const loss = qed(rdkit)
  return {
    parameters: [molecule],
    loss: (_, call) => loss(molecule, call),
    async evaluate(_, { signal }): Promise<Evaluation> {
      const assessment = await rdkit.assess(value, { signal })
      if (!assessment.ok) throw new TypeError(assessment.reason)
      return {
        score: assessment.qed,
        metrics: { qed: assessment.qed, ...assessment.properties },
        feasible: true,
        feedback: [qedFeedback(assessment)],
        artifacts: await moleculeArtifacts(rdkit, assessment, signal),
      }
    },
  }
}
