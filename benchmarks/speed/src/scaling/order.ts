import { random, type Candidate, type Engine, type Problem, type Random } from '@textgrad/core'
import { scripted } from '@textgrad/core/testing'

import type { Listening } from './listener.ts'
import { judgedText, type Judged } from './told.ts'

// Things in an order that nobody sees. Words help little: code says how many pairs are in the right order, and perhaps two
// neighbours that are not.

/** What code says besides the score. */
export type Told = 'a wrong pair' | 'the score alone'

/** `count` letters; a score of 1 is the right order. */
export function order(count: number, seed: number, told: Told): Problem {
  const letters = Array.from({ length: count }, (_, at) => String.fromCharCode(65 + at))
  const place = new Map(
    random(seed, `order-${count}`)
      .shuffle(letters)
      .map((letter, at) => [letter, at]),
  )
  const isRight = (a: string, b: string): boolean => place.get(a)! < place.get(b)!
  const judge = (text: string): Judged => {
    const given = read(text, letters)
    const right = given.reduce(
      (sum, a, at) => sum + given.slice(at + 1).filter((b) => isRight(a, b)).length,
      0,
    )
    const score = right / ((count * (count - 1)) / 2)
    const at = given.findIndex((a, index) => index < count - 1 && !isRight(a, given[index + 1]!))
    return {
      score,
      metric: `${(100 * score).toFixed(1)} % of the pairs are in the right order; higher is better.`,
      said: told === 'a wrong pair' && at >= 0 ? `${given[at + 1]} should come before ${given[at]}.` : '',
    }
  }
  return {
    start: { order: letters.join(' ') },
    metrics: [{ name: 'score', direction: 'maximize' }],
    moves: ({ order: text }, draw) => swaps(text!, draw),
    build: ({ order: text }) => judgedText('order', text!, judge),
    async [Symbol.asyncDispose]() {},
  }
}

function read(text: string, letters: readonly string[]): string[] {
  const given = text.trim().split(/\s+/)
  if (given.toSorted().join(' ') !== letters.join(' '))
    throw new TypeError(`Expected each of ${letters.join(' ')} once, with spaces between them`)
  return given
}

/** Any two letters in each other's place, without end. */
async function* swaps(text: string, draw: Random): AsyncGenerator<Candidate> {
  for (;;) yield { order: swapped(text.split(' '), draw).join(' ') }
}

function swapped(given: readonly string[], { integer }: Random): string[] {
  const [a, b] = [integer(given.length), integer(given.length)]
  return given.map((letter, at) => (at === a ? given[b]! : at === b ? given[a]! : letter))
}

/** A simulated model that puts a letter before another where it took in that it should; or else any two in each other's place. */
export function sorter({ fidelity }: Listening): Engine {
  return scripted({
    id: 'simulated',
    reply({ about, seed }) {
      const draw = random(seed!)
      const given = about!.value.split(' ')
      const said = about!.feedback.map(({ text }) => /(\w) should come before (\w)/.exec(text)).find(Boolean)
      const isHeard = said !== undefined && draw.next() < fidelity
      const next = isHeard ? before(given, said![1]!, said![2]!) : swapped(given, draw)
      return `<${about!.tag}>${next.join(' ')}</${about!.tag}>`
    },
  })
}

function before(given: readonly string[], first: string, second: string): string[] {
  return given.flatMap((letter) => (letter === first ? [] : letter === second ? [first, second] : [letter]))
}
