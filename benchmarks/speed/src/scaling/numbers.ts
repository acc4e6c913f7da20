import { random, type Engine, type Problem } from '@textgrad/core'
import { scripted } from '@textgrad/core/testing'

import type { Listening } from './listener.ts'
import { evaluationOf, judgedText, type Judged } from './told.ts'

// Numbers from 0 to 1 that are to be as near as possible to others that nobody sees. Words help little: code says how far off they
// are together, and perhaps which of them is the furthest off and in which direction.

/** What code says besides the distance. */
export type Told = 'the worst number' | 'the score alone'

interface Size {
  readonly numbers: number
  readonly seed: number
}

function targetOf({ numbers, seed }: Size): number[] {
  const { next } = random(seed, `numbers-${numbers}`)
  return Array.from({ length: numbers }, () => 0.1 + 0.8 * next())
}

/** The root of the mean square. */
function distance(values: readonly number[], target: readonly number[]): number {
  return Math.sqrt(values.reduce((sum, value, at) => sum + (value - target[at]!) ** 2, 0) / target.length)
}

const metrics = [{ name: 'score', direction: 'maximize' }] as const
const nothing = async (): Promise<void> => {}

/** As one text, for models. */
export function numbersInWords(size: Size, told: Told): Problem {
  const target = targetOf(size)
  const judge = (text: string): Judged => {
    const values = read(text, target.length)
    const off = distance(values, target)
    const errors = values.map((value, at) => value - target[at]!)
    const worst = errors.reduce(
      (most, error, at) => (Math.abs(error) > Math.abs(errors[most]!) ? at : most),
      0,
    )
    return {
      score: -off,
      metric: `The distance is ${off.toFixed(4)}; lower is better.`,
      said:
        told === 'the worst number'
          ? `Number ${worst + 1} is too ${errors[worst]! > 0 ? 'high' : 'low'}.`
          : '',
    }
  }
  return {
    start: { numbers: target.map(() => '0.5').join(', ') },
    metrics,
    build: ({ numbers }) => judgedText('numbers', numbers!, judge),
    [Symbol.asyncDispose]: nothing,
  }
}

function read(text: string, count: number): number[] {
  const values = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)))
  if (values.length !== count || !values.every((value) => value >= 0 && value <= 1))
    throw new TypeError(`Expected ${count} numbers from 0 to 1 with commas between them`)
  return values
}

/** As a space, for searches. */
export function numbersAsSpace(size: Size): Problem {
  const target = targetOf(size)
  const names = target.map((_, at) => `number-${at + 1}`)
  return {
    start: Object.fromEntries(names.map((name) => [name, '0.5'])),
    space: Object.fromEntries(names.map((name) => [name, { kind: 'number', from: 0, to: 1 }])),
    metrics,
    build: (candidate) => ({
      parameters: [],
      loss: () => Promise.reject(new TypeError('searches ask for no loss')),
      evaluate: async () =>
        evaluationOf(
          -distance(
            names.map((name) => Number(candidate[name])),
            target,
          ),
        ),
    }),
    [Symbol.asyncDispose]: nothing,
  }
}

/**
 * A simulated model that moves one number by 1/64 to 1/2, any order of magnitude as likely: the one that it was told of, as it was
 * told, where it took that in; or else any, in any direction.
 */
export function mover({ fidelity }: Listening): Engine {
  return scripted({
    id: 'simulated',
    reply({ about, seed }) {
      const { next, integer } = random(seed!)
      const values = about!.value.split(', ').map(Number)
      const said = about!.feedback
        .map(({ text }) => /Number (\d+) is too (high|low)/.exec(text))
        .find(Boolean)
      const isHeard = said !== undefined && next() < fidelity
      const at = isHeard ? Number(said![1]) - 1 : integer(values.length)
      const direction = (isHeard ? said![2] === 'low' : next() < 0.5) ? 1 : -1
      const moved = values[at]! + direction * 2 ** (-1 - 5 * next())
      values[at] = Math.min(1, Math.max(0, moved))
      return `<${about!.tag}>${values.map((value) => Number(value.toFixed(4))).join(', ')}</${about!.tag}>`
    },
  })
}
