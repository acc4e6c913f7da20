import type { GenerateRequest, GenerateResult } from '@textgrad/core'
import type { Failures } from '@textgrad/host/failures'
import type { OpenAI } from 'openai'

import { readChatReply } from './chat-reply.ts'
import { chatRequest } from './chat-request.ts'
import { collectChat } from './chat-stream.ts'
import type { Fields } from './fields.ts'
import type { RequestForm } from './form.ts'
import { readResponse } from './responses-reply.ts'
import { responsesRequest } from './responses-request.ts'
import { collectResponse } from './responses-stream.ts'

/** One of OpenAI's ways to ask a model. */
export interface Api {
  /** Sends a request; what is thrown before it was sent is an EngineError. */
  send(client: OpenAI, question: ApiQuestion): Promise<Response>
  /** The reply that the events of a stream make. */
  collect(events: AsyncIterable<Fields>, failures: Failures): Promise<Fields>
  read(body: unknown, failures: Failures): GenerateResult
}

interface ApiQuestion {
  readonly form: RequestForm
  readonly request: GenerateRequest
  readonly signal: AbortSignal
}

export const apis = {
  chat: {
    send: (client, { form, request, signal }) =>
      client.chat.completions.create(chatRequest(form, request), { signal }).asResponse(),
    collect: collectChat,
    read: readChatReply,
  },
  responses: {
    send: (client, { form, request, signal }) =>
      client.responses.create(responsesRequest(form, request), { signal }).asResponse(),
    collect: collectResponse,
    read: readResponse,
  },
} satisfies Record<string, Api>
