// The language model of these tests is simulated: by the AI SDK's own mock, or by a server on this machine.
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'

import { createOpenAI } from '@ai-sdk/openai'
import type { LanguageModel } from 'ai'
import { MockLanguageModelV4 } from 'ai/test'

import { canary } from './sim.test.support.ts'

type Result = Awaited<ReturnType<MockLanguageModelV4['doGenerate']>>
type Options = Parameters<MockLanguageModelV4['doGenerate']>[0]

interface Reply {
  readonly text?: string
  readonly toolCalls?: readonly { readonly name: string; readonly input: object }[]
  /** Input and output tokens. */
  readonly tokens?: readonly [number | undefined, number | undefined]
  readonly finish?: Result['finishReason']['unified']
}

/** A model that answers by a script; it remembers its calls in `doGenerateCalls`. */
export function scriptedModel(script: (options: Options) => Reply | Promise<Reply>): MockLanguageModelV4 {
  return new MockLanguageModelV4({
    provider: 'mock',
    modelId: 'scripted',
    async doGenerate(options) {
      const { text, toolCalls = [], tokens = [20, 10], finish } = await script(options)
      const [input, output] = tokens
      const unified = finish ?? (toolCalls.length > 0 ? 'tool-calls' : 'stop')
      return {
        content: [
          ...(text === undefined ? [] : [{ type: 'text' as const, text }]),
          ...toolCalls.map(({ name, input: asked }, index) => ({
            type: 'tool-call' as const,
            toolCallId: `call-${index}`,
            toolName: name,
            input: JSON.stringify(asked),
          })),
        ],
        finishReason: { unified, raw: undefined },
        usage: {
          inputTokens: { total: input, noCache: input, cacheRead: undefined, cacheWrite: undefined },
          outputTokens: { total: output, text: output, reasoning: undefined },
        },
        warnings: [],
      }
    },
  })
}

interface ModelAt extends AsyncDisposable {
  readonly model: LanguageModel
  /** Lets nobody in any more. */
  close(): Promise<void>
}

/** A model with the AI SDK's client of OpenAI, at a server that answers so. */
export async function modelAt(answer: RequestListener): Promise<ModelAt> {
  const server = createServer(answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const close = async () => {
    server.closeAllConnections()
    await new Promise<void>((resolve) => server.close(() => resolve()))
  }
  const provider = createOpenAI({ baseURL: `http://127.0.0.1:${port}/v1`, apiKey: canary })
  return { model: provider.chat('m'), close, [Symbol.asyncDispose]: close }
}
