import type { Engine } from '@textgrad/core'

import { given } from './given.ts'

/** An engine that answers by `generate` and is in everything else what `next` is. */
export function around(next: Engine, generate: Engine['generate']): Engine {
  const { id, limits, atMost, structured } = next
  return {
    id,
    generate,
    ...given({ limits, atMost, structured, settings: next.settings }),
    ...(next.countTokens && { countTokens: (text: string) => next.countTokens!(text) }),
    async [Symbol.asyncDispose]() {
      await next[Symbol.asyncDispose]?.()
    },
  }
}
