import type { GenerateRequest, Part, Sampling } from '@textgrad/core'

/** What stands around a message for the model: no known format takes more. */
const tokensAroundMessage = 16

export interface MostTokens {
  readonly input: number
  readonly output: number
}

/**
 * The most that one reply can take, so that a budget can set it aside: a token is at least one byte of UTF-8, as in every
 * byte-level encoding. Undefined where nothing limits the reply (`maxTokens`), and for images, of which each provider has
 * its own idea.
 */
export function mostTokens(request: GenerateRequest, defaults: Sampling = {}): MostTokens | undefined {
  const { messages, sampling, schema } = request
  const output = sampling?.maxTokens ?? defaults.maxTokens
  if (output === undefined) return undefined
  let input = schema === undefined ? 0 : Buffer.byteLength(JSON.stringify(schema))
  for (const { content } of messages) {
    const bytes = bytesOf(content)
    if (bytes === undefined) return undefined
    input += tokensAroundMessage + bytes
  }
  return { input, output }
}

function bytesOf(content: string | readonly Part[]): number | undefined {
  if (typeof content === 'string') return Buffer.byteLength(content)
  let bytes = 0
  for (const part of content) {
    if (part.type !== 'text') return undefined
    bytes += Buffer.byteLength(part.text)
  }
  return bytes
}

/** As a budget counts them. */
export function tokensOf(most: MostTokens | undefined): { tokens?: number } {
  return most ? { tokens: most.input + most.output } : {}
}
