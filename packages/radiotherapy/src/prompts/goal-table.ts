import { figure } from '../goals/quantity.ts'
import { worstFirst, type Scorecard } from '../goals/scorecard.ts'

/** The goals of a plan with what it reaches, a line each, worst first. */
export function goalTable(card: Scorecard): string {
  const lines = worstFirst(card).map(({ goal, value, unit, met, violation }) => {
    const verdict = met ? 'met' : `missed by ${figure(violation)} %`
    return `${goal.text} (${goal.tier}): ${figure(value)}${unit && ` ${unit}`}, ${verdict}`
  })
  return [`Score ${figure(-card.cost)}; 0 is all goals met.`, ...lines].join('\n')
}
