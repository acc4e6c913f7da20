const charactersPerToken = 4

/** Consistent, but no tokenizer: four characters are a token. */
export function countTokens(text: string): number {
  return Math.ceil(text.length / charactersPerToken)
}

/** As much of a text as an allowance of tokens lets through (0: all of it), and whether that is less. */
export function clip(text: string, maxTokens: number): { readonly text: string; readonly isCut: boolean } {
  if (!maxTokens || countTokens(text) <= maxTokens) return { text, isCut: false }
  return { text: text.slice(0, maxTokens * charactersPerToken), isCut: true }
}
