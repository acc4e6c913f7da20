import { count, dollars, duration, figure } from '@textgrad/runs/views'

import type { TimeLeft } from './time-left.ts'

/** About how long a run goes on, and what that rests on. */
export function timeLeftInWords(left: TimeLeft): { readonly value: string; readonly detail: string } {
  if (left.milliseconds === 0)
    return { value: 'soon', detail: `this step takes longer than those before it (${duration(left.pace)})` }
  const sooner = left.sooner.map((end) => `, sooner ${endWords[end]}`)
  return { value: `about ${roughly(left.milliseconds)}`, detail: `${restOf(left)}${sooner.join('')}` }
}

const endWords = { target: 'at the target', patience: 'where nothing better is found' } as const

function restOf({ first, steps, pace }: TimeLeft): string {
  if (first === 'steps') return `${count(steps, 'step')} at ${duration(pace)}`
  const { kind, left, perStep } = first
  const amount = (one: number): string =>
    kind === 'dollars' ? dollars(one) : figure(one < 10 ? Number(one.toPrecision(2)) : Math.round(one))
  const what = kind === 'dollars' ? '' : ` ${kind}`
  return `${amount(left)}${what} left at ${amount(perStep)} a step of ${duration(pace)}`
}

/** As few digits as an estimate has: 42 s, 7 min, 3.5 h. */
function roughly(milliseconds: number): string {
  const seconds = Math.max(1, Math.round(milliseconds / 1000))
  if (seconds < 90) return `${seconds} s`
  const minutes = Math.round(seconds / 60)
  return minutes < 90 ? `${minutes} min` : `${Number((seconds / 3600).toFixed(1))} h`
}
