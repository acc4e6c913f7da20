/** Who answers, and with which model, in the names of the conventions. */
export interface EngineNames {
  readonly provider: string
  readonly model?: string
}

/** Providers whose name in the conventions differs from the one that engines have. */
const renamed: readonly (readonly [RegExp, string])[] = [
  [/^amazon-bedrock\b/, 'aws.bedrock'],
  [/^azure\b/, 'azure.ai.openai'],
  [/^(google\.)?vertex\b/, 'gcp.vertex_ai'],
  [/^google\b/, 'gcp.gemini'],
  [/^mistral\b/, 'mistral_ai'],
  [/^xai\b/, 'x_ai'],
]

/**
 * Reads an engine's id, such as `openai/gpt-5-mini`, `openai/llama3.2@localhost:11434` (OpenAI's API at another address)
 * or `anthropic.messages/claude-haiku-4-5` (as the AI SDK names its models).
 */
export function namesOf(engineId: string): EngineNames {
  const [, api = '', model] = /^([^/]*)(?:\/(.*?)(?:@[^@/]*)?)?$/s.exec(engineId)!
  const provider = renamed.find(([pattern]) => pattern.test(api))?.[1] ?? api.replace(/\..*$/s, '')
  return { provider, ...(model && { model }) }
}
