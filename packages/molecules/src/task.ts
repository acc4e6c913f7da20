import { validateConfig, type Task } from '@textgrad/core'

import { dockingChecks } from './docking/checks.ts'
import { dockstring } from './docking/receptor/dockstring.ts'
import { chemistry } from './rdkit/chemistry.ts'
import { rules } from './rules.ts'
import { scorer } from './score.ts'
import { designConfig, type DesignSettings } from './task/config.ts'
import { designProblem } from './task/problem.ts'
import { runFiles, runViews } from './task/run-files.ts'

/** Molecule design: a SMILES is rewritten to be more drug-like. */
export const molecules: Task<DesignSettings> = {
  name: 'molecules',
  summary: 'Design a more drug-like molecule (QED) from a start molecule',
  config: designConfig,
  setup: async (settings, context) =>
    designProblem(await validateConfig(designConfig, settings), chemistry(), context),
  rules,
  score: scorer,
  views: runViews,
  files: runFiles,
  data: [dockstring],
  async checks() {
    await using rdkit = chemistry({ threads: 1 })
    const read = await rdkit.assess('CCO')
    const own = { name: 'RDKit', ok: read.ok, detail: read.ok ? 'its WebAssembly runs' : read.reason }
    return [own, ...(await dockingChecks())]
  },
}
