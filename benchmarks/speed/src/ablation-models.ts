import { random, type CitationKind, type Engine } from '@textgrad/core'
import { promptText, scripted } from '@textgrad/core/testing'

import { alphabet, length, withCharacter } from './hidden-text-models.ts'

/** How many wrong positions a critic speaks of. */
const named = 4

export interface CriticOptions {
  /** How often a sentence is about any position and step instead of a wrong one and the right step. */
  readonly noise?: number
  /** How often a reply cites a score or a position that there is not. */
  readonly invention?: number
}

/**
 * A language model that judges, simulated: of up to four wrong positions, drawn by the seed, it says by how many letters each is off.
 * That is true of the text that it is shown, and of no other that differs there.
 */
export function stepwiseCritic(target: string, { noise = 0, invention = 0 }: CriticOptions = {}): Engine {
  return scripted({
    id: 'critic',
    reply(request) {
      const { next, pick, integer, shuffle } = random(request.seed!)
      const text = promptText({ ...request, messages: request.messages.slice(-1) }).trim()
      const places = Array.from(target, (_, at) => at)
      const wrong = shuffle(places.filter((at) => text[at] !== target[at])).slice(0, named)
      if (wrong.length === 0) return 'Every position is right.'
      const said = wrong.map((at) => {
        const isWrong = next() < noise
        const place = isWrong ? pick(places) : at
        return `Position ${place} is ${isWrong ? 1 + integer(alphabet.length - 1) : stepsTo(text[at]!, target[at]!)} letters off.`
      })
      return [...said, ...(next() < invention ? [invented(integer(900))] : [])].join(' ')
    },
  })
}

/** A score that no prompt or evaluation of the hidden text holds, or a position that it does not have. */
function invented(draw: number): string {
  return draw % 2 === 0 ? `It scores ${100 + draw}.25.` : `Look at position ${100 + draw}.`
}

/** Whether a reply cites what the critic made up. */
export function isInvented(reply: string): boolean {
  return /It scores|Look at/.test(reply)
}

/** What feedback on a hidden text may speak of: its positions, and by how many letters they are off. */
export const hiddenTextCitations: readonly CitationKind[] = [
  {
    kind: 'positions',
    find: (text) => [...text.matchAll(/position (\d+)/gi)].map(([, at]) => at!),
    known: (cited) => cited.filter((at) => Number(at) < length),
  },
  {
    kind: 'steps',
    find: (text) => [...text.matchAll(/(\d+) letters off/g)].map(([, steps]) => steps!),
    known: (cited) => cited.filter((steps) => Number(steps) < alphabet.length),
  },
]

function stepsTo(from: string, to: string): number {
  return (alphabet.indexOf(to) - alphabet.indexOf(from) + alphabet.length) % alphabet.length
}

/** A language model that edits, simulated: it goes as many letters on as the feedback says, and knows nothing else. */
export function stepwiseEditor(): Engine {
  return scripted({
    id: 'editor',
    reply({ about }) {
      const { tag, value, feedback } = about!
      let text = value
      for (const { text: said } of feedback)
        for (const [, at, steps] of said.matchAll(/Position (\d+) is (\d+) letters off\./g)) {
          const now = alphabet.indexOf(text[Number(at)]!)
          text = withCharacter(text, Number(at), alphabet[(now + Number(steps)) % alphabet.length]!)
        }
      return `<${tag}>${text}</${tag}>`
    },
  })
}
