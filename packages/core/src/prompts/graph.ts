import type { Gradient } from '../graph/gradient.ts'
import type { Variable } from '../graph/variable.ts'
import { sections, tagged } from './tagged.ts'

/**
 * A recorded computation: its values in the order in which they were made, with what was said of each. `show` may cut
 * long values short.
 */
export function graphText(
  variables: readonly Variable<any>[],
  said: (variable: Variable<any>) => readonly Gradient[],
  show: (text: string) => string = (text) => text,
): string {
  const shown = variables.filter((variable) => !isJoin(variable))
  const names = new Map(shown.map((variable, index) => [variable, `v${index + 1}`]))
  return sections(
    'The computation that was run, step by step:',
    ...shown.map((variable) => {
      const from = variable.op
        ? ` = ${variable.op.name}(${variable.op.inputs.map((input) => names.get(input) ?? input.role).join(', ')})`
        : ''
      return sections(
        `${names.get(variable)}${from}, ${variable.role}:`,
        tagged('value', show(variable.render())),
        ...news(variable, said(variable)).map((text) => tagged('feedback', show(text))),
      )
    }),
  )
}

/** A sum says nothing that its losses do not say. */
function isJoin({ op }: Variable<any>): boolean {
  return op?.name === 'sum' || op?.name === 'aggregate'
}

/** What was said of a variable, without what can be read off the values. */
function news(variable: Variable<any>, gradients: readonly Gradient[]): string[] {
  return gradients
    .filter(({ kind, text, from }) => {
      if (kind !== 'feedback' || text === '') return false
      return text !== from.render() && text !== variable.render()
    })
    .map(({ text }) => text)
}

export interface GraphTarget {
  readonly role: string
  readonly value: string
  readonly constraints: readonly string[]
}

/** Asks for new values of the parameters of a recorded computation in one reply. */
export function graphUpdatePrompt(trace: string, targets: readonly GraphTarget[], format: string): string {
  return sections(
    trace,
    'Improve the following texts, so that the result improves.',
    ...targets.map(({ role, value, constraints }, index) =>
      sections(
        `Text ${index + 1} serves as: ${role}. It reads in full:`,
        tagged('text', value),
        constraints.length > 0 && `It must obey: ${constraints.join('; ')}.`,
      ),
    ),
    format,
  )
}
