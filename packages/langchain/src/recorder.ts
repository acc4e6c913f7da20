import { BaseCallbackHandler } from '@langchain/core/callbacks/base'
import type { DocumentInterface } from '@langchain/core/documents'
import type { Serialized } from '@langchain/core/load/serializable'
import { AIMessage, type BaseMessage } from '@langchain/core/messages'
import type { LLMResult } from '@langchain/core/outputs'
import type { Json } from '@textgrad/core'
import type { ModelStep, AgentStep, ToolStep } from '@textgrad/core'

import { textOf, usageOf } from './reading.ts'

/** Watches one run of a Runnable through LangChain's callbacks: its steps, what it spends, who failed in it. */
export class Recorder extends BaseCallbackHandler {
  override readonly name = 'textgrad'
  readonly #maxCalls: number
  readonly #limit = new AbortController()
  readonly #steps: (AgentStep | undefined)[] = []
  /** Where the steps belong that have begun and not ended, by LangChain's id of each. */
  readonly #open = new Map<string, number>()
  readonly #tools = new Map<string, Pick<ToolStep, 'name' | 'input'>>()
  readonly #modelErrors = new Set<unknown>()
  readonly #toolErrors = new Map<unknown, ToolStep>()
  #calls = 0
  #tokens = 0

  constructor(maxCalls: number) {
    // Otherwise LangChain tells of a step when the run may be over already.
    super({ _awaitHandler: true })
    this.#maxCalls = maxCalls
  }

  /** Fires when a model is called once more than allowed. */
  get limit(): AbortSignal {
    return this.#limit.signal
  }

  get steps(): readonly AgentStep[] {
    return this.#steps.filter((step) => step !== undefined)
  }

  /** Model calls that were let through, and the tokens of those that told them. */
  get spent(): { readonly calls: number; readonly tokens: number } {
    return { calls: Math.min(this.#calls, this.#maxCalls), tokens: this.#tokens }
  }

  /** Whether a model failed with one of these errors. */
  isOfModel(errors: readonly unknown[]): boolean {
    return errors.some((error) => this.#modelErrors.has(error))
  }

  /** The tool that failed with one of these errors. */
  toolOf(errors: readonly unknown[]): ToolStep | undefined {
    return errors.map((error) => this.#toolErrors.get(error)).find((step) => step !== undefined)
  }

  override handleChatModelStart(_model: Serialized, _messages: BaseMessage[][], runId: string): void {
    this.#called(runId)
  }

  override handleLLMStart(_model: Serialized, _prompts: string[], runId: string): void {
    this.#called(runId)
  }

  override handleLLMEnd(output: LLMResult, runId: string): void {
    const generation = output.generations[0]?.[0]
    const message = (generation as { readonly message?: unknown } | undefined)?.message
    this.#end(runId, modelStep(message, generation?.text ?? ''))
    this.#tokens += tokensOf(message, output.llmOutput)
  }

  override handleLLMError(error: unknown, runId: string): void {
    this.#open.delete(runId)
    this.#modelErrors.add(error)
  }

  // oxlint-disable-next-line max-params -- the signature is LangChain's
  override handleToolStart(
    tool: Serialized,
    input: string,
    runId: string,
    _parentRunId?: string,
    _tags?: string[],
    _metadata?: Record<string, unknown>,
    runName?: string,
  ): void {
    this.#begin(runId)
    this.#tools.set(runId, { name: runName ?? tool.name ?? tool.id.at(-1) ?? 'tool', input: jsonOf(input) })
  }

  override handleToolEnd(output: unknown, runId: string): void {
    this.#endTool(runId, { output: textOf(output) })
  }

  override handleToolError(error: unknown, runId: string): void {
    const step = this.#endTool(runId, { error: error instanceof Error ? error.message : String(error) })
    this.#toolErrors.set(error, step)
  }

  override handleRetrieverStart(retriever: Serialized, query: string, runId: string): void {
    this.#begin(runId)
    this.#tools.set(runId, { name: retriever.name ?? retriever.id.at(-1) ?? 'retriever', input: query })
  }

  override handleRetrieverEnd(documents: DocumentInterface[], runId: string): void {
    this.#endTool(runId, { output: documents.map(({ pageContent }) => pageContent).join('\n\n') })
  }

  override handleRetrieverError(error: unknown, runId: string): void {
    this.handleToolError(error, runId)
  }

  #called(runId: string): void {
    this.#begin(runId)
    if (++this.#calls > this.#maxCalls) this.#limit.abort()
  }

  /** A step has its place from when it begins: which of several at once ends first is chance. */
  #begin(runId: string): void {
    this.#open.set(runId, this.#steps.push(undefined) - 1)
  }

  #end(runId: string, step: AgentStep): void {
    const place = this.#open.get(runId)
    if (place !== undefined) this.#steps[place] = step
    this.#open.delete(runId)
  }

  #endTool(runId: string, outcome: Pick<ToolStep, 'output'> | Pick<ToolStep, 'error'>): ToolStep {
    const { name, input } = this.#tools.get(runId) ?? { name: 'tool', input: '' }
    const step: ToolStep = { type: 'tool', name, input, ...outcome }
    this.#end(runId, step)
    return step
  }
}

function modelStep(message: unknown, text: string): ModelStep {
  if (!AIMessage.isInstance(message)) return { type: 'model', text, toolCalls: [] }
  const { tool_calls: asked = [], invalid_tool_calls: unreadable = [] } = message
  const toolCalls = [
    ...asked.map(({ name, args }) => ({ name, input: args as Json })),
    ...unreadable.map(({ name = '', args = '' }) => ({ name, input: args })),
  ]
  return { type: 'model', text: message.text, toolCalls }
}

/** LangChain tells a tool's input as it was written: JSON, or a text for a tool of one argument. */
function jsonOf(input: string): Json {
  try {
    return JSON.parse(input) as Json
  } catch {
    return input
  }
}

/** What both new and old models tell; 0 for one that tells nothing. */
function tokensOf(message: unknown, output: LLMResult['llmOutput']): number {
  const usage = usageOf(message)
  if (usage) return usage.input_tokens + usage.output_tokens
  const { promptTokens = 0, completionTokens = 0 } = (output?.['tokenUsage'] ?? {}) as Partial<
    Record<'promptTokens' | 'completionTokens', number>
  >
  return promptTokens + completionTokens
}
