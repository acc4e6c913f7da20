import { count, figure, dollars } from '@textgrad/runs/views'

import type { RunLine } from '../model/wire.ts'

const words: Readonly<Record<string, string>> = {
  running: 'running',
  interrupted: 'interrupted',
  done: 'finished',
  target: 'target reached',
  patience: 'nothing better found',
  budget: 'budget spent',
  aborted: 'aborted',
  failed: 'failed',
}

export function statusWords(status: string): string {
  return words[status] ?? status
}

/** `with a score of 0.5`, also where there is none. */
export function scoredWords(score: number | null): string {
  return score === null ? 'without a score' : `with a score of ${figure(score)}`
}

/** Unknown is never zero: calls without a price cost nobody knows what. */
export function costOf({ spent }: Pick<RunLine, 'spent'>): string {
  if (spent.dollars > 0) return dollars(spent.dollars)
  return spent.tokens > 0 ? 'unknown' : 'none'
}

/** A sum over calls of which some did not say: unknown is never zero. */
export function known(
  calls: number,
  unknown: number,
  sum: string,
): { readonly value: string; readonly detail?: string } {
  if (calls === 0) return { value: 'none' }
  if (unknown === 0) return { value: sum }
  if (unknown === calls) return { value: 'unknown', detail: 'the engine does not say' }
  return { value: `over ${sum}`, detail: `unknown for ${count(unknown, 'call')}` }
}
