import type { GenerateRequest } from '@textgrad/core'

/**
 * A model that is never satisfied, never right and always says something that can be read: what an experiment asks of it is
 * the most that it asks of any model that can be read. `number` counts what it is asked, from 1, and makes every value a new
 * one; `filler` is a text of the length that replies are taken to have.
 */
export type Pretence = (request: GenerateRequest, about: { number: number; filler: string }) => string

/** One that writes values, for updates and first answers, and prose wherever it judges. */
export function writing(value: (number: number, filler: string) => string): Pretence {
  return (request, { number, filler }) => {
    if (request.purpose === 'forward') return value(number, filler)
    if (request.purpose !== 'update') return filler
    const written = value(number, filler)
    const tags = tagsIn(request)
    if (request.schema) return JSON.stringify(Object.fromEntries(tags.map((tag) => [tag, written])))
    return tags.map((tag) => `<${tag}>${written}</${tag}>`).join('\n')
  }
}

/** Prose with a number of its own that ends as answers to questions do. */
export function answering(answer: string): Pretence {
  return writing((number, filler) => `(${number}) ${filler}\nAnswer: ${answer}`)
}

function tagsIn({ about, messages }: GenerateRequest): readonly string[] {
  if (about) return [about.tag]
  return [...JSON.stringify(messages).matchAll(/between <([\w-]+)> and/g)].map((match) => match[1]!)
}
