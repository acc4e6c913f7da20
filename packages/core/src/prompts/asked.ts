import type { GenerateRequest } from '../llm/engine.ts'
import { sections } from './tagged.ts'

/** What is to be done with which material: the two messages that most prompts are. */
export function asked(
  system: string,
  ...material: readonly (string | undefined | false)[]
): Pick<GenerateRequest, 'messages'> {
  return {
    messages: [
      { role: 'system', content: system },
      { role: 'user', content: sections(...material) },
    ],
  }
}
