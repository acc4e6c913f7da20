import type { Fault } from '../faults/fault-rules.ts'
import type { Fields } from '../json.ts'
import type { Question } from '../requests/question.ts'
import type { Answer, ToolCall } from './model.ts'

/** A question with all that is said to it. */
export interface Outcome {
  readonly question: Question
  readonly attempt: number
  readonly answers: readonly Answer[]
  /** The model that claims to have answered. */
  readonly model: string
  readonly tokensOut: number
  readonly tokensCached: number
  readonly reasoningTokens: number
  readonly fault: Fault | null
}

const created = 1_700_000_000

/** What every piece of a reply of the chat API begins with. */
export function chatHead({ question, attempt, model }: Outcome, object: string): Fields {
  const id = `chatcmpl-${question.hash.slice(0, 24)}${attempt}`
  return { id, object, created, model, system_fingerprint: 'fp_sim', service_tier: 'default' }
}

export function chatReply(outcome: Outcome): Fields {
  const choices = outcome.answers.map(({ content, refusal, toolCalls, finish }, index) => ({
    index,
    message: {
      role: 'assistant',
      content,
      refusal,
      annotations: [],
      ...(toolCalls && { tool_calls: toolCalls.map(chatToolCall) }),
    },
    logprobs: null,
    finish_reason: finish,
  }))
  return { ...chatHead(outcome, 'chat.completion'), choices, usage: usageOf(outcome) }
}

export function chatToolCall({ id, name, arguments: args }: ToolCall): Fields {
  return { id, type: 'function', function: { name, arguments: args } }
}

/** One item of what the responses API gives out. */
export interface OutputItem {
  readonly id: string
  readonly type: 'function_call' | 'message'
  readonly status: string
  readonly role?: 'assistant'
  readonly call_id?: string
  readonly name?: string
  readonly arguments?: string
  readonly content?: readonly Fields[]
}

export function outputOf({ question, answers }: Outcome): readonly OutputItem[] {
  const { content, refusal, toolCalls } = answers[0]!
  if (toolCalls) {
    return toolCalls.map(({ id, name, arguments: args }) => ({
      type: 'function_call',
      id: `fc_${id}`,
      call_id: id,
      name,
      arguments: args,
      status: 'completed',
    }))
  }
  const text = content === null ? [] : [{ type: 'output_text', text: content, annotations: [], logprobs: [] }]
  return [
    {
      type: 'message',
      id: `msg_${question.hash.slice(0, 24)}`,
      role: 'assistant',
      status: statusOf(answers[0]!),
      content: refusal ? [{ type: 'refusal', refusal }] : text,
    },
  ]
}

/** A reply of the responses API; `isBegun` gives it as it is before there is an answer. */
export function responsesReply(outcome: Outcome, isBegun = false): Fields {
  const { question, attempt, answers, model } = outcome
  const reason = reasonToStop(answers[0]!.finish)
  const asked = { ...unasked, ...given(question.body) }
  return {
    id: `resp_${question.hash.slice(0, 24)}${attempt}`,
    object: 'response',
    created_at: created,
    status: isBegun ? 'in_progress' : statusOf(answers[0]!),
    error: null,
    incomplete_details: reason ? { reason } : null,
    instructions: asked.instructions,
    max_output_tokens: asked.max_output_tokens,
    model,
    output: isBegun ? [] : outputOf(outcome),
    parallel_tool_calls: true,
    previous_response_id: null,
    reasoning: { effort: null, summary: null },
    store: false,
    temperature: asked.temperature,
    text: asked.text,
    tool_choice: asked.tool_choice,
    tools: asked.tools,
    top_p: 1,
    truncation: 'disabled',
    user: null,
    metadata: {},
    usage: isBegun ? null : usageOf(outcome),
  }
}

/** What the responses API repeats of a request, where that says nothing. */
const unasked = {
  instructions: null,
  max_output_tokens: null,
  temperature: 1,
  text: { format: { type: 'text' } },
  tool_choice: 'auto',
  tools: [],
}

function given(body: Fields): Fields {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null))
}

function statusOf({ finish }: Answer): string {
  return reasonToStop(finish) ? 'incomplete' : 'completed'
}

function reasonToStop(finish: string): string | undefined {
  if (finish === 'length') return 'max_output_tokens'
  return finish === 'content_filter' ? 'content_filter' : undefined
}

/** What the reply says that it took; a fault may make that wrong, or leave it out. */
export function usageOf(outcome: Outcome): Fields | undefined {
  const { question, tokensOut, tokensCached, reasoningTokens, fault } = outcome
  if (fault?.kind === 'no_usage') return undefined
  const told = (tokens: number): number | string => (fault ? toldBy(fault, tokens) : tokens)
  const [sent, received] = [told(question.tokensIn), told(tokensOut)]
  const total = told(question.tokensIn + tokensOut)
  if (question.api === 'responses') {
    return {
      input_tokens: sent,
      input_tokens_details: { cached_tokens: tokensCached },
      output_tokens: received,
      output_tokens_details: { reasoning_tokens: reasoningTokens },
      total_tokens: total,
    }
  }
  return {
    prompt_tokens: sent,
    completion_tokens: received,
    total_tokens: total,
    prompt_tokens_details: { cached_tokens: tokensCached, audio_tokens: 0 },
    completion_tokens_details: {
      reasoning_tokens: reasoningTokens,
      audio_tokens: 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  }
}

function toldBy({ kind }: Fault, tokens: number): number | string {
  if (kind === 'usage_zero') return 0
  if (kind === 'usage_string') return String(tokens)
  return kind === 'usage_negative' ? -tokens : tokens
}
