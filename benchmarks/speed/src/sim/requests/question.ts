import { canonicalJson, fields, sha256, type Fields } from '../json.ts'
import type { SimConfig } from '../options.ts'
import type { Problem } from '../replies/send.ts'
import { countTokens } from '../replies/tokens.ts'
import { messagesOf, wordOf, type Api, type PromptMessage } from './messages.ts'

/** What a request asks. */
export interface Question {
  readonly api: Api
  readonly body: Fields
  readonly model: string
  readonly messages: readonly PromptMessage[]
  /** All messages. */
  readonly text: string
  /** Of everything that can change the answer: not of whether it is streamed. */
  readonly hash: string
  readonly stream: boolean
  readonly tokensIn: number
  /** Of the answer; 0 where nothing is said. */
  readonly maxTokens: number
}

const tokensPerMessage = 3

export function questionOf(api: Api, body: Fields): Question {
  const isEmbeddings = api === 'embeddings'
  const messages = isEmbeddings ? [] : messagesOf(api, body)
  const text = isEmbeddings
    ? canonicalJson(body['input'] ?? '')
    : messages.map((message) => message.text).join('\n')
  const { stream, stream_options: _, ...identity } = body
  const maxTokens = body['max_completion_tokens'] ?? body['max_tokens'] ?? body['max_output_tokens']
  return {
    api,
    body,
    model: wordOf(body['model'] ?? ''),
    messages,
    text,
    hash: sha256(`${api}\n${canonicalJson(identity)}`),
    stream: stream === true && !isEmbeddings,
    tokensIn: countTokens(text) + tokensPerMessage * messages.length,
    maxTokens: Number(maxTokens ?? 0) || 0,
  }
}

/** What is wrong with a question, if anything is. */
export function problemOf(question: Question, config: SimConfig): Problem | undefined {
  const { model, tokensIn, maxTokens } = question
  const missing = missingIn(question)
  if (missing) return { status: 400, type: 'invalid_request_error', code: null, message: missing }
  if (config.strictModels && !config.models.includes(model)) {
    const message = `The model \`${model}\` does not exist or you do not have access to it.`
    return { status: 404, type: 'invalid_request_error', code: 'model_not_found', message }
  }
  if (!config.context || tokensIn + maxTokens <= config.context) return undefined
  return {
    status: 400,
    type: 'invalid_request_error',
    code: 'context_length_exceeded',
    message:
      `This model's maximum context length is ${config.context} tokens. ` +
      `However, your messages resulted in ${tokensIn} tokens.`,
  }
}

function missingIn({ api, body, model, messages }: Question): string | undefined {
  if (!model) return 'you must provide a model parameter'
  if (api === 'chat' && messages.length === 0) return "Invalid 'messages': empty or missing"
  const { input, instructions } = fields(body)
  return api === 'responses' && input === undefined && instructions === undefined
    ? "Missing 'input'"
    : undefined
}
