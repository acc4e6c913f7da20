import { EngineError, type Engine, type UpdateFacts } from '@textgrad/core'

import { isPlanData, type PlanData } from './feedback.ts'
import { numberOf } from './planner/parameters.ts'
import { turnAfter, turned } from './planner/turns.ts'
import { settingsCodec } from './values.ts'

/**
 * Turns the knobs of a plan by rule, as a planner would without looking far ahead: see `turned`. Where that was no better it
 * tries the next turn from the same settings. It uses no randomness, and its plans are counted where they are
 * evaluated.
 */
export function rules(): Engine {
  return {
    id: 'rules/radiotherapy',
    async generate({ purpose, about }) {
      if (purpose !== 'update' || !about)
        throw new EngineError(`rules/radiotherapy can only propose updates; it was asked for '${purpose}'`, {
          kind: 'unsupported',
        })
      const data = about.feedback.map((one): unknown => one.data).find(isPlanData)
      const text = data ? proposal(about, data) : about.value
      return {
        text: `<${about.tag}>${text}</${about.tag}>`,
        finish: 'stop',
        usage: { inputTokens: 0, outputTokens: 0, dollars: 0 },
      }
    },
  }
}

/** Turns that are looked at until one leads to settings which were not tried. */
const mostTurns = 60

function proposal({ value, history, parameter }: UpdateFacts, data: PlanData): string {
  const failed = history.length - 1 - history.findLastIndex(({ accepted }) => accepted)
  const number = numberOf(parameter, data)
  // Of a parameter for each number none knows what the others were: the count is what they share.
  if (number) return number.textOf(turned(data, turnAfter(failed)))
  const known = new Set([value, ...history.map((one) => one.value)])
  const codec = settingsCodec(data.knobs)
  for (let turn = failed; turn < failed + mostTurns; turn++) {
    const text = codec.render(turned(data, turnAfter(turn)))
    if (!known.has(text)) return text
  }
  return value
}
