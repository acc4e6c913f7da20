import { random, type Engine, type GenerateRequest, type Random } from '@textgrad/core'
import { promptText, scripted } from '@textgrad/core/testing'

/** How much a simulated model takes in of what it is told. */
export interface Listening {
  /** The chance that it takes in one thing that it is told. */
  readonly fidelity: number
  /** How many things it takes in at most, of all that one prompt tells; which of them is chance. */
  readonly capacity: number
}

export const usualListening: Listening = { fidelity: 0.8, capacity: 8 }

/** That somebody, who is named in the first words of the own instructions, should be told something more. */
export function advice(name: string, sentence: string): string {
  return `${name} should be told: "${sentence}"`
}

const advised = /[A-Z][\w ]*? should be told: "[^"]*"/g

/** What a listener takes in of the advice in a text. */
export function heard(text: string, { fidelity, capacity }: Listening, draw: Random): string[] {
  const told = [...new Set(text.match(advised) ?? [])]
  return draw
    .shuffle(told)
    .slice(0, capacity)
    .filter(() => draw.next() < fidelity)
}

/**
 * A simulated language model. Asked for feedback it passes on what it took in of the advice in its prompt, and knows nothing by
 * itself. Asked for a new version it adds the sentences that it took in for whom the text is for. What it does otherwise is said
 * by `forward`.
 */
export function listener(forward: (request: GenerateRequest) => string, listening = usualListening): Engine {
  return scripted({
    id: 'simulated',
    reply(request) {
      if (request.purpose === 'forward') return forward(request)
      const items = heard(promptText(request), listening, random(request.seed!))
      if (request.purpose === 'update') return rewritten(request, items)
      return items.length > 0 ? items.join('\n') : 'There is nothing to say of it.'
    },
  })
}

/** A simulated model that always writes something new, uses each tool as long as it may, and never gets anything right. */
export function restless(): Engine {
  return scripted({
    id: 'restless',
    reply(request, number) {
      if (request.purpose === 'forward') return 'CALCULATE 1 * 1'
      if (request.purpose !== 'update') return 'It should be another one.'
      return tagsOf(request)
        .map((tag) => inTag(tag, `attempt ${number}`))
        .join('\n')
    },
  })
}

/** The texts with what was heard for each. */
function rewritten(request: GenerateRequest, items: readonly string[]): string {
  const { about } = request
  if (about) return inTag(about.tag, withAdvice(about.value, items))
  // Several texts of a recorded graph, each in full, and a tag for each.
  const prompt = promptText(request)
  const texts = [...prompt.matchAll(/^Text \d+ serves as: .*?<text>\n(.*?)\n<\/text>/gms)]
  const tags = tagsOf(request)
  return texts.map(([, text], index) => inTag(tags[index]!, withAdvice(text!, items))).join('\n')
}

/** The tags that new versions are to be written in. */
function tagsOf(request: GenerateRequest): string[] {
  if (request.about) return [request.about.tag]
  return [...promptText(request).matchAll(/between <([\w-]+)> and/g)].map(([, tag]) => tag!)
}

function withAdvice(text: string, items: readonly string[]): string {
  const sentences = items.flatMap((item) => {
    const [, name, sentence] = /^(.*) should be told: "(.*)"$/.exec(item)!
    return text.startsWith(`You are ${name}.`) && !text.includes(sentence!) ? [sentence!] : []
  })
  return [text, ...sentences].join('\n')
}

function inTag(tag: string, text: string): string {
  return `<${tag}>${text}</${tag}>`
}
