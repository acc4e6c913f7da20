import { validateConfig, type Engine, type Problem } from '@textgrad/core'

import { undocked } from '../docking/undocked.ts'
import { chemistry } from '../rdkit/chemistry.ts'
import { designConfig, type DesignSettings } from './config.ts'
import { designProblem } from './problem.ts'

/**
 * A problem that is asked and answered as the task's own, but in which nothing is docked and every molecule has the same docking score:
 * for counting what a run asks of a model before it is paid. Rejects as the task's setup does.
 */
export async function undockedProblem(
  settings: DesignSettings,
  context: { readonly engine: Engine; readonly signal?: AbortSignal },
): Promise<Problem> {
  const config = await validateConfig(designConfig, settings)
  return designProblem(config, chemistry({ threads: 1 }), {
    ...context,
    open: async ({ bind, avoid, receptor }) => ({
      wanted: (receptor === undefined ? bind : ['receptor']).map(undocked),
      avoided: avoid.map(undocked),
    }),
  })
}
