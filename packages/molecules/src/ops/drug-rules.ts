import { feedback, satisfied, type Feedback } from '@textgrad/core'

import type { DrugRuleName, Verdict } from '../measures/drug-rules.ts'
import { propertyWords } from '../measures/properties.ts'
import type { Chemistry } from '../rdkit/chemistry.ts'
import type { Examination } from '../rdkit/examine.ts'
import { capital, examined, type MoleculeLoss } from './examined.ts'
import { distance, wanted, withUnit } from './property.ts'

/**
 * Rules of thumb for drugs that are swallowed (Lipinski, Veber, Ghose) as a loss: its feedback says which
 * property breaks which rule, and by how much.
 * @throws {TypeError} for an unknown rule, or none
 */
export function drugRules(
  rdkit: Chemistry,
  rules: readonly DrugRuleName[] = ['lipinski', 'veber'],
): MoleculeLoss<'rules'> {
  return examined(rdkit, {
    name: 'drug-rules',
    role: `rules for oral drugs (${rules.map(capital).join(', ')})`,
    inquiry: { about: 'rules', rules },
    render: ({ finding }) =>
      finding.map(({ rule, passes }) => `${capital(rule)} ${passes ? 'passed' : 'broken'}`).join(', '),
    feedback: drugRulesFeedback,
  })
}

/** The exact textual gradient of the rules: satisfied once all pass. */
function drugRulesFeedback({ canonical, finding }: Examination<'rules'>): Feedback {
  const broken = finding.filter(({ passes }) => !passes)
  if (broken.length === 0) return satisfied
  const terms = broken.flatMap(({ rule, violations }) =>
    violations.map(({ property, value, ...range }) => ({ rule, property, value, ...distance(value, range) })),
  )
  return feedback(`${canonical} breaks ${broken.map(clause).join(' It breaks ')}`, {
    goal: 'drug-rules',
    broken: broken.map(({ rule }) => rule),
    terms,
  })
}

function clause({ rule, violations }: Verdict): string {
  const each = violations.map((violation) => {
    const { change, by } = distance(violation.value, violation)
    const [words] = propertyWords[violation.property]
    return (
      `${words} is ${withUnit(violation.value, violation)}, wanted ${wanted(violation)}: ${change} it by ` +
      withUnit(by, violation)
    )
  })
  const tolerance = rule === 'lipinski' ? ', which tolerates one excess' : ''
  return `${capital(rule)}'s rule${tolerance}: ${each.join('; ')}.`
}
