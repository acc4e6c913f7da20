import { hash } from 'node:crypto'

import type { RunEvent } from '@textgrad/core'

import type { EventLog } from './event-log.ts'

interface Told {
  readonly number: number
  readonly step: number
  readonly type: string
}

type RunStart = Extract<RunEvent, { type: 'run-start' }>

/**
 * The events that earlier attempts at a run have told, as a multiset: a run that is resumed tells them again, and they
 * are not stored again.
 */
export class ToldBefore {
  readonly #told = new Map<string, Told[]>()
  #left = 0
  /** How the run began. */
  beginning: RunStart | undefined

  /** Reads what is stored; without the ends of earlier attempts, whose numbers are given back to be removed. */
  read(log: EventLog): readonly number[] {
    const ends: number[] = []
    for (const { number, text, own, event } of log.read()) {
      if (own) continue
      if (event.type === 'run-start') this.beginning ??= event
      if (event.type === 'run-end') ends.push(number)
      else this.#add(text, { number, step: event.step, type: event.type })
    }
    return ends
  }

  /** Takes one out that has this text, if there is one; its number. */
  take(text: string): number | undefined {
    if (this.#left === 0) return undefined
    const key = keyOf(text)
    const same = this.#told.get(key)
    const first = same?.shift()
    if (!first) return undefined
    if (same!.length === 0) this.#told.delete(key)
    this.#left--
    return first.number
  }

  /** Takes all out for which `holds`; their numbers. */
  takeAll(holds: (told: { readonly step: number; readonly type: string }) => boolean): readonly number[] {
    if (this.#left === 0) return []
    const taken: number[] = []
    for (const [key, same] of this.#told) {
      const kept = same.filter((one) => !holds(one))
      if (kept.length === same.length) continue
      taken.push(...same.filter(holds).map(({ number }) => number))
      if (kept.length === 0) this.#told.delete(key)
      else this.#told.set(key, kept)
    }
    this.#left -= taken.length
    return taken
  }

  #add(text: string, told: Told): void {
    const key = keyOf(text)
    const same = this.#told.get(key)
    if (same) same.push(told)
    else this.#told.set(key, [told])
    this.#left++
  }
}

/** Long texts are not kept in memory. */
function keyOf(text: string): string {
  return hash('sha256', text, 'base64')
}
