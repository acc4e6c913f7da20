import { inCanonicalOrder, type RunEvent } from '@textgrad/core'

type Evaluated = Extract<RunEvent, { type: 'evaluation' }>
const facts = ['step', 'id', 'by', 'parents', 'accepted', 'score', 'feasible', 'error']

type Cell = string | number | boolean | undefined

/**
 * The evaluations of a run as CSV (RFC 4180), a row each in the order of the steps: its step, id, who proposed it and from
 * what, whether it was accepted, score, feasibility and error, its metrics (`metric: ...`) and its parameters (`value: ...`).
 */
export function toCsv(events: readonly RunEvent[]): string {
  const ordered = inCanonicalOrder(events)
  const evaluations = ordered.filter((event) => event.type === 'evaluation')
  const accepted = new Set(ordered.flatMap((event) => (event.type === 'step-end' ? event.accepted : [])))
  const metrics = namesIn(evaluations.map(({ evaluation }) => evaluation.metrics))
  const parameters = namesIn(evaluations.map(({ candidate }) => candidate))
  const head = [
    ...facts,
    ...metrics.map((name) => `metric: ${name}`),
    ...parameters.map((name) => `value: ${name}`),
  ]
  const rows = evaluations.map((event) => [
    ...factsOf(event, event.step === 0 || accepted.has(event.id)),
    ...metrics.map((name) => event.evaluation.metrics[name]),
    ...parameters.map((name) => event.candidate[name]),
  ])
  return [head, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('')
}

function factsOf({ step, id, by, parents, evaluation }: Evaluated, accepted: boolean): Cell[] {
  const { score, feasible, error } = evaluation
  return [step, id, by, parents.join(' '), accepted, score, feasible, error]
}

function namesIn(records: readonly Readonly<Record<string, unknown>>[]): string[] {
  return [...new Set(records.flatMap((record) => Object.keys(record)))].toSorted()
}

function cell(value: Cell): string {
  const text = value === undefined ? '' : String(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
