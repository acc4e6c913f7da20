import { fn, ParseError, shown, type Call, type Variable } from '@textgrad/core'

import { qedFeedback } from '../feedback.ts'
import type { Assessment } from '../rdkit/answer.ts'
import type { Chemistry } from '../rdkit/chemistry.ts'

/**
 * The drug-likeness of a molecule as a loss (QED, Bickerton et al., Nature Chemistry 4:90, 2012; higher is
 * better): its feedback says exactly which property costs how much. Text that is no molecule becomes feedback.
 */
export function qed(rdkit: Chemistry): (molecule: Variable, call?: Call) => Promise<Variable<Assessment>> {
  const op = fn(
    {
      name: 'qed',
      role: 'drug-likeness (QED)',
      codec: shown((assessment: Assessment) => `QED ${assessment.qed.toFixed(4)}`),
      backward: ({ result }) => [qedFeedback(result)],
    },
    async ([smiles]: readonly [string], { signal }: Call) => {
      const assessment = await rdkit.assess(smiles, { signal })
      if (!assessment.ok) throw new ParseError(`it is not a molecule: ${assessment.reason}`)
      return assessment
    },
  )
  return (molecule, call) => op([molecule], call)
}
