import { random, type Engine, type Random } from '@textgrad/core'
import { promptText, scripted } from '@textgrad/core/testing'

/** A to z and the space, which is written as a line: replies are trimmed. */
export const alphabet = 'abcdefghijklmnopqrstuvwxyz_'.split('')
export const length = 20

/** A text of the right length, all equally likely. */
export function anyText({ pick }: Random): string {
  return Array.from({ length }, () => pick(alphabet)).join('')
}

/** How many characters are as in the target. */
export function rightOnes(text: string, target: string): number {
  return target.split('').filter((character, at) => character === text[at]).length
}

/**
 * A language model that judges, simulated: it knows the target, and names one wrong position and its right character.
 * With a chance of `noise` it names a random position and a character that is wrong there.
 */
export function critic(target: string, noise = 0): Engine {
  return scripted({
    id: 'critic',
    reply(request) {
      const { next, pick } = random(request.seed!)
      const text = promptText({ ...request, messages: request.messages.slice(-1) })
      const places = target.split('').map((character, at) => ({ at, character }))
      if (next() < noise) {
        const { at, character } = pick(places)
        return advice(at, pick(alphabet.filter((other) => other !== character)))
      }
      const wrong = places.filter(({ at, character }) => text[at] !== character)
      if (wrong.length === 0) return 'Every position is right.'
      const { at, character } = pick(wrong)
      return advice(at, character)
    },
  })
}

function advice(at: number, character: string): string {
  return `Position ${at} should be ${character}.`
}

/**
 * A language model that edits, simulated: it does what the feedback says to the value that it is shown. When asked for a
 * paraphrase it changes any one character or none, as it knows nothing of what the text means; asked to comment, it says
 * nothing.
 */
export function editor(): Engine {
  return scripted({
    id: 'editor',
    reply({ about, seed }) {
      if (!about) return 'There is nothing to add.'
      const { tag, value, feedback } = about
      let text = value
      for (const { text: said } of feedback) {
        const named = /^Position (\d+) should be (.)\.$/m.exec(said)
        if (named) text = withCharacter(text, Number(named[1]), named[2]!)
      }
      const { next, integer, pick } = random(seed!)
      const reword = feedback.some(
        ({ data }) => (data as { goal?: string } | undefined)?.goal === 'paraphrase',
      )
      if (reword && next() < 0.5) text = withCharacter(text, integer(length), pick(alphabet))
      return `<${tag}>${text}</${tag}>`
    },
  })
}

export function withCharacter(text: string, at: number, character: string): string {
  return text.slice(0, at) + character + text.slice(at + 1)
}

/**
 * A language model that learns from scores, simulated: all it knows are the texts and scores in its prompt. It looks for
 * a text that would explain these scores if it were the target, by simulated annealing, and proposes the best it finds.
 */
export function guesser(): Engine {
  return scripted({
    id: 'guesser',
    reply(request) {
      const tag = request.about!.tag
      const shown = promptText(request).matchAll(/^Score (\d+):\n\n<tried>\n(\S+)\n<\/tried>$/gm)
      const known = [...shown].map(([, score, text]) => ({ text: text!, score: Number(score) }))
      return `<${tag}>${explanation(known, random(request.seed!))}</${tag}>`
    },
  })
}

interface Known {
  readonly text: string
  readonly score: number
}

const tries = 10_000
const hot = 2
const cold = 0.2

/** A text that has about as many characters in common with each known text as its score says. */
function explanation(known: readonly Known[], { integer, pick, next }: Random): string {
  const text = known.at(-1)!.text.split('')
  /** Which texts have a character at a position. */
  const having = Array.from({ length }, (_, at) => Map.groupBy(known.keys(), (one) => known[one]!.text[at]!))
  /** How many characters too many each text has in common with this one. */
  const excess = known.map((one) => rightOnes(one.text, text.join('')) - one.score)
  let wrong = excess.reduce((sum, one) => sum + one ** 2, 0)
  for (let attempt = 0; attempt < tries && wrong > 0; attempt++) {
    const at = integer(length)
    const [from, to] = [text[at]!, pick(alphabet)]
    if (from === to) continue
    const [lost = [], won = []] = [having[at]!.get(from), having[at]!.get(to)]
    let change = 0
    for (const one of lost) change += 1 - 2 * excess[one]!
    for (const one of won) change += 1 + 2 * excess[one]!
    const heat = hot * (cold / hot) ** (attempt / tries)
    if (change > 0 && next() >= Math.exp(-change / heat)) continue
    for (const one of lost) excess[one]!--
    for (const one of won) excess[one]!++
    text[at] = to
    wrong += change
  }
  return text.join('')
}
