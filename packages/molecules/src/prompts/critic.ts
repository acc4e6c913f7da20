import type { Goal, Measured } from '../losses/goal.ts'

export interface CriticSlots {
  readonly goal: Goal
  readonly measured: Measured
  /** Where it is to bind, in words. */
  readonly targets: readonly string[]
}

/** How important the two are beside each other in the TextGrad paper's prompt. */
const ratio = 10

/** What a critic is asked to look at in a molecule: its numbers, which way is better, what is good, and what counts most. */
export function criticInstruction({ goal, measured, targets }: CriticSlots): string {
  const { vina, avoid, qed, sa } = measured
  const facts = [
    vina !== undefined &&
      `Docking score in ${targetWords(targets)}: ${vina.toFixed(2)} kcal/mol. Lower binds better; below -10 is good.`,
    avoid !== undefined &&
      `Docking score where it should not bind: ${avoid.toFixed(2)} kcal/mol. Higher is better here.`,
    qed !== undefined &&
      `Drug-likeness (QED): ${qed.toFixed(3)}. Higher is better, from 0 to 1; above 0.8 is good.`,
    sa !== undefined && `Synthetic accessibility (SA score): ${sa.toFixed(2)}. Lower is easier to make.`,
  ].filter((fact) => fact !== false)
  const priority =
    vina !== undefined && qed !== undefined && isPaper(goal)
      ? [`Binding matters ${ratio} times as much as drug-likeness.`]
      : []
  return [
    'You review a molecule that is given as SMILES, as a medicinal chemist would. What is known of it:',
    ...facts.map((fact) => `- ${fact}`),
    ...priority,
    'In a few sentences, name the changes of its structure that promise the most, and why. Do not write a new molecule.',
  ].join('\n')
}

function targetWords([first = 'the target', ...others]: readonly string[]): string {
  return others.length === 0 ? first : `the worse of ${[first, ...others].join(', ')}`
}

function isPaper(goal: Goal): boolean {
  return goal.kind === 'costs' && goal.weights.vina === goal.weights.qed
}
