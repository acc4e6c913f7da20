import { sha256 } from '../json.ts'
import { countTokens } from './tokens.ts'

const shortest = 4096
const step = 512

/** Which beginnings of prompts were seen: the tokens of a beginning seen before count as cached. */
export class PromptCache {
  readonly #seen = new Set<string>()

  /** Of how many tokens the beginning is known; from then on, all of the text is. */
  take(model: string, text: string): number {
    const keyOf = (end: number): string => model + sha256(text.slice(0, end))
    let known = Math.floor(text.length / step) * step
    while (known >= shortest && !this.#seen.has(keyOf(known))) known -= step
    for (let end = shortest; end <= text.length; end += step) this.#seen.add(keyOf(end))
    return known >= shortest ? countTokens(text.slice(0, known)) : 0
  }

  clear(): void {
    this.#seen.clear()
  }
}
