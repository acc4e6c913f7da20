import type { GenerateResult, Usage } from '@textgrad/core'

import { given } from './given.ts'

/** Anything that is seen: neither space nor control nor, as U+200B, without a width. */
const visible = /[^\s\p{Cc}\p{Default_Ignorable_Code_Point}]/u

/** Whether a reply says nothing, though nothing cut or refused it. */
export function isEmpty({ text, finish }: GenerateResult): boolean {
  return finish === 'stop' && !visible.test(text)
}

/** What two replies took together, as far as it is known. */
export function addUsage(a: Usage, b: Usage): Usage {
  const sum = (key: Exclude<keyof Usage, 'saved'>): number | undefined =>
    a[key] === undefined && b[key] === undefined ? undefined : (a[key] ?? 0) + (b[key] ?? 0)
  return {
    ...a,
    ...given({
      inputTokens: sum('inputTokens'),
      outputTokens: sum('outputTokens'),
      cachedInputTokens: sum('cachedInputTokens'),
      reasoningTokens: sum('reasoningTokens'),
      dollars: sum('dollars'),
      evaluations: sum('evaluations'),
    }),
  }
}
