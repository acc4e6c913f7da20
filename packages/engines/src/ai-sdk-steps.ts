import type { Json } from '@textgrad/core'
import type { ModelStep, AgentStep, ToolStep } from '@textgrad/core'

/** What `generateText` and the AI SDK's agents give; this much of it is read. */
export interface AiSdkResult {
  readonly text: string
  readonly steps: readonly {
    readonly content: readonly { readonly type: string }[]
    readonly usage: { readonly inputTokens: number | undefined; readonly outputTokens: number | undefined }
  }[]
}

/** What happened inside: each answer of a model, and the tools that ran because of it. */
export function stepsOf({ steps }: AiSdkResult): readonly AgentStep[] {
  return steps.flatMap(({ content }) => {
    const parts = content as readonly Part[]
    const ran = parts.filter(({ type }) => type === 'tool-result' || type === 'tool-error')
    return [modelStep(parts), ...ran.map(toolStep)]
  })
}

/** The model calls and tokens of a result. */
export function spentOn({ steps }: AiSdkResult): { readonly calls: number; readonly tokens: number } {
  const tokens = steps.map(({ usage }) => (usage.inputTokens ?? 0) + (usage.outputTokens ?? 0))
  return { calls: steps.length, tokens: tokens.reduce((sum, one) => sum + one, 0) }
}

/** A part of the AI SDK's content, with the fields that it has by its type. */
interface Part {
  readonly type: string
  readonly text?: string
  readonly toolName?: string
  readonly input?: unknown
  readonly output?: unknown
  readonly error?: unknown
}

function modelStep(parts: readonly Part[]): ModelStep {
  const asked = parts.filter(({ type }) => type === 'tool-call')
  return {
    type: 'model',
    text: parts.map(({ type, text }) => (type === 'text' ? text : '')).join(''),
    toolCalls: asked.map(({ toolName = '', input }) => ({ name: toolName, input: json(input) })),
  }
}

function toolStep({ type, toolName = '', input, output, error }: Part): ToolStep {
  const outcome =
    type === 'tool-error'
      ? { error: error instanceof Error ? error.message : String(error) }
      : { output: json(output) }
  return { type: 'tool', name: toolName, input: json(input), ...outcome }
}

/** A value as a journal keeps it. */
function json(value: unknown): Json {
  return JSON.parse(JSON.stringify(value) ?? 'null') as Json
}
