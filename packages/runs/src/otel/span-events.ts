import type { Attributes } from '@opentelemetry/api'
import type { RunEvent } from '@textgrad/core'

import { known, type Recorder } from './options.ts'

export interface SpanEvent {
  readonly name: string
  readonly attributes: Attributes
}

type Told<Type extends RunEvent['type']> = Extract<RunEvent, { type: Type }>

/**
 * What an event becomes in a span. Nothing comes of those that are spans themselves (runs, steps, calls) and of pictures.
 * The conventions have evaluations as log events; here they stand in the span of the evaluation, as an SDK for traces is
 * all that is asked for.
 */
export function spanEvents(event: RunEvent, record: Recorder | undefined): readonly SpanEvent[] {
  const text = (written: string | undefined): string | undefined =>
    written === undefined ? undefined : record?.(written)
  switch (event.type) {
    case 'evaluation':
      return evaluationEvents(event, text)
    case 'forward':
      return one('textgrad.forward', {
        'textgrad.op': event.op,
        'textgrad.variable': event.variable,
        'textgrad.text': text(event.value),
        'error.type': event.error === undefined ? undefined : '_OTHER',
      })
    case 'gradient':
      return one('textgrad.gradient', {
        'textgrad.variable': event.variable,
        'textgrad.from': event.from,
        'textgrad.kind': event.kind,
        'textgrad.text': text(event.text),
      })
    case 'update':
      return one('textgrad.update', {
        'textgrad.variable': event.parameter,
        'textgrad.outcome': event.outcome,
        'textgrad.text': text(event.after),
      })
    case 'revert':
      return one('textgrad.revert', {
        'textgrad.candidate': event.id,
        'textgrad.to': event.to,
        'textgrad.text': text(event.reason),
      })
    case 'metric':
      return one('textgrad.metric', { 'textgrad.name': event.name, 'textgrad.value': event.value })
    case 'warning':
      return one('textgrad.warning', { 'textgrad.text': text(event.message) })
    case 'finding':
      return one('textgrad.finding', { 'textgrad.kind': event.finding, 'textgrad.text': text(event.text) })
    case 'note':
      return one('textgrad.note', { 'textgrad.text': text(event.text) })
    default:
      return []
  }
}

/** An event for the score and one for each metric. */
function evaluationEvents(
  { id, evaluation }: Told<'evaluation'>,
  text: (written: string) => string | undefined,
): readonly SpanEvent[] {
  const { score, metrics, feasible, feedback, error } = evaluation
  const why = feedback.map((one) => one.text).join('\n')
  const result = (name: string, value: number, more: Attributes = {}): SpanEvent => ({
    name: 'gen_ai.evaluation.result',
    attributes: known({
      'gen_ai.evaluation.name': name,
      'gen_ai.evaluation.score.value': value,
      'error.type': error === undefined ? undefined : '_OTHER',
      'textgrad.candidate': id,
      ...more,
    }),
  })
  return [
    ...Object.entries(metrics).map(([name, value]) => result(name, value)),
    result('score', score, {
      'gen_ai.evaluation.explanation': why === '' ? undefined : text(why),
      'textgrad.feasible': feasible,
    }),
  ]
}

function one(name: string, attributes: Attributes): readonly SpanEvent[] {
  return [{ name, attributes: known(attributes) }]
}
