import { AIMessage, HumanMessage, SystemMessage, type BaseMessage } from '@langchain/core/messages'
import {
  EngineError,
  type Engine,
  type GenerateRequest,
  type GenerateResult,
  type Message,
  type Part,
} from '@textgrad/core'
import { Failures, providerFailure, requestFailure } from '@textgrad/host/failures'

import { usageOf } from './reading.ts'

/** A chat model of LangChain, or one with options bound to it. */
export interface ChatModel {
  invoke(
    messages: BaseMessage[],
    options?: { readonly signal?: AbortSignal; readonly stop?: string[] },
  ): Promise<BaseMessage>
}

export interface LangChainEngineOptions {
  /** Names provider and model in events and journals, never a key: `langchain/gpt-5-mini`. */
  readonly id: string
}

/**
 * A LangChain chat model as an engine. Temperature, lengths and seeds are set where the model is made: a request that
 * brings its own is 'unsupported', but for `stop`. Make it with `maxRetries: 0` where a layer retries.
 */
export function langchainEngine(model: ChatModel, { id }: LangChainEngineOptions): Engine {
  const failures = new Failures(id, 'unknown')
  return {
    id,
    async generate(request) {
      request.signal?.throwIfAborted()
      const messages = request.messages.map(chatMessage)
      const options = callOptions(request, id)
      try {
        return readReply(await model.invoke(messages, options))
      } catch (error) {
        request.signal?.throwIfAborted()
        throw providerFailure(error, failures) ?? requestFailure(error, failures)
      }
    },
  }
}

function callOptions({ sampling = {}, signal }: GenerateRequest, id: string) {
  const { stop, ...others } = sampling
  const unsupported = Object.entries(others).find(([, value]) => value !== undefined)
  if (unsupported) {
    const [name] = unsupported
    throw new EngineError(`${id}: ${name} can only be set where the LangChain model is made`, {
      kind: 'unsupported',
    })
  }
  return { ...(signal && { signal }), ...(stop && { stop: [...stop] }) }
}

function chatMessage({ role, content }: Message): BaseMessage {
  const shown = typeof content === 'string' ? content : content.map(contentBlock)
  if (role === 'system') return new SystemMessage({ content: shown })
  return role === 'user' ? new HumanMessage({ content: shown }) : new AIMessage({ content: shown })
}

/** In the form of OpenAI, which LangChain translates for every provider. */
function contentBlock(part: Part) {
  if (part.type === 'text') return { type: 'text' as const, text: part.text }
  const url =
    'url' in part ? part.url : `data:${part.mediaType};base64,${Buffer.from(part.bytes).toString('base64')}`
  return { type: 'image_url' as const, image_url: { url } }
}

function readReply(message: BaseMessage): GenerateResult {
  const { response_metadata: told, additional_kwargs: more } = message
  const usage = usageOf(message)
  const model: unknown = told['model_name'] ?? told['model']
  return {
    text: message.text.toWellFormed(),
    finish: more['refusal'] ? 'refused' : finishOf(told),
    usage: { ...count('inputTokens', usage?.input_tokens), ...count('outputTokens', usage?.output_tokens) },
    ...(typeof model === 'string' && { model }),
  }
}

/** A count of zero is one that the provider did not tell: no call takes nothing. */
function count(name: 'inputTokens' | 'outputTokens', value: number | undefined) {
  return value !== undefined && value > 0 ? { [name]: value } : {}
}

/** Every provider has its own field and words for it. */
function finishOf(told: Readonly<Record<string, unknown>>): GenerateResult['finish'] {
  const fields = ['finish_reason', 'stop_reason', 'stopReason', 'finishReason', 'done_reason']
  const reason = fields.map((field) => told[field]).find((value) => typeof value === 'string') ?? ''
  if (/length|max_?tokens/i.test(reason)) return 'length'
  return /filter|refus|safety|blocklist|prohibited|guardrail/i.test(reason) ? 'refused' : 'stop'
}
