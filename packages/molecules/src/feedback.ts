import { feedback, satisfied, type Feedback } from '@textgrad/core'

import { bestValue } from './measures/desirability.ts'
import type { QedProperties } from './measures/qed-constants.ts'
import type { QedTerm } from './measures/qed.ts'
import type { Alert, Assessment } from './rdkit/answer.ts'

/** The same fact for programs: what each property costs, and which way it should go. */
export interface QedData {
  readonly goal: 'qed'
  readonly by: number
  readonly terms: readonly {
    readonly property: keyof QedProperties
    readonly cost: number
    readonly change: 'raise' | 'lower'
  }[]
  readonly alerts: readonly string[]
}

/** A loss of QED too small to act on. */
const negligible = 0.001

const names: Readonly<Record<keyof QedProperties, string>> = {
  mw: 'molecular weight',
  alogp: 'lipophilicity (ALOGP)',
  hba: 'the number of hydrogen-bond acceptors',
  hbd: 'the number of hydrogen-bond donors',
  psa: 'polar surface area',
  rotb: 'the number of rotatable bonds',
  arom: 'the number of aromatic rings',
  alerts: 'structural alerts',
}

/** The exact textual gradient of QED: what costs drug-likeness, how much, and which way to change it. */
export function qedFeedback({ canonical, qed, terms, alerts }: Assessment): Feedback {
  const costly = terms.filter(({ cost }) => cost > negligible).toSorted((a, b) => b.cost - a.cost)
  if (costly.length === 0) return satisfied
  const sentences = costly.map((term) =>
    term.property === 'alerts' ? alertSentence(term, alerts) : sentence(term),
  )
  const text = `Drug-likeness (QED) of ${canonical} is ${qed.toFixed(3)}; higher is better. ${sentences.join(' ')}`
  const data: QedData = {
    goal: 'qed',
    by: 1 - qed,
    terms: costly.map(({ property, cost, value }) => ({
      property,
      cost,
      change: direction(property, value),
    })),
    alerts: alerts.map(({ name }) => name),
  }
  return feedback(text, { ...data })
}

function sentence({ property, value, cost }: QedTerm): string {
  const shown = Number.isInteger(value) ? String(value) : value.toFixed(1)
  const verb = direction(property, value) === 'raise' ? 'raise' : 'lower'
  return `${capital(names[property])}, ${shown}, costs ${cost.toFixed(3)}: ${verb} it towards ${bestValue(property)}.`
}

function alertSentence({ cost }: QedTerm, alerts: readonly Alert[]): string {
  const listed = alerts.map(({ name, atoms }) => `${name} (atoms ${atoms.join(' ')})`).join('; ')
  const [count, it] =
    alerts.length === 1
      ? ['One structural alert costs', 'it']
      : [`${alerts.length} structural alerts cost`, 'them']
  return `${count} ${cost.toFixed(3)}: ${listed}. Replace or remove ${it}.`
}

function direction(property: keyof QedProperties, value: number): 'raise' | 'lower' {
  return value < bestValue(property) ? 'raise' : 'lower'
}

function capital(text: string): string {
  return text[0]!.toUpperCase() + text.slice(1)
}
