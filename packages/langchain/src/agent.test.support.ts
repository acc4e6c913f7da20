// The language model of these tests is simulated, by a script or a server on this machine; chat model, tools, callbacks and messages are LangChain's own.
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'

import { BaseChatModel } from '@langchain/core/language_models/chat_models'
import {
  AIMessage,
  HumanMessage,
  SystemMessage,
  type BaseMessage,
  type ToolCall,
} from '@langchain/core/messages'
import type { ChatResult } from '@langchain/core/outputs'
import { RunnableLambda } from '@langchain/core/runnables'
import { tool, type StructuredToolInterface } from '@langchain/core/tools'
import { ChatOpenAI } from '@langchain/openai'
import { constant, variable, type Variable } from '@textgrad/core'
import { z } from 'zod'

import { RunnableModule, type RunnableModuleOptions } from './index.ts'

interface Reply {
  readonly text?: string
  readonly toolCalls?: readonly Pick<ToolCall, 'name' | 'args'>[]
  /** Input and output tokens. */
  readonly tokens?: readonly [number, number]
  readonly told?: Record<string, unknown>
}

/** A chat model that answers by a script and remembers what it was asked. */
export class ScriptedChatModel extends BaseChatModel {
  readonly asked: BaseMessage[][] = []
  readonly #script: (messages: readonly BaseMessage[], call: number) => Reply | Promise<Reply>

  constructor(script: (messages: readonly BaseMessage[], call: number) => Reply | Promise<Reply>) {
    super({ maxRetries: 0 })
    this.#script = script
  }

  override _llmType(): string {
    return 'scripted'
  }

  override async _generate(messages: BaseMessage[]): Promise<ChatResult> {
    const number = this.asked.push(messages) - 1
    const { text = '', toolCalls = [], tokens = [20, 10], told = {} } = await this.#script(messages, number)
    const [input, output] = tokens
    const message = Object.assign(
      new AIMessage({
        content: text,
        tool_calls: toolCalls.map((call, index) => ({ ...call, id: `call-${index}`, type: 'tool_call' })),
        response_metadata: told,
      }),
      { usage_metadata: { input_tokens: input, output_tokens: output, total_tokens: input + output } },
    )
    return { generations: [{ text, message }] }
  }
}

/** Uses the calculator where its system prompt says so, and guesses where it does not. */
export const obedient = (): ScriptedChatModel =>
  new ScriptedChatModel((messages) => {
    const last = messages.at(-1)!
    if (last.type === 'tool') return { text: `It is ${last.text}.` }
    if (!messages[0]!.text.includes('calculator')) return { text: 'It is about 400.' }
    const expression = messages[1]!.text.replace(/[^\d*]/g, '')
    return { toolCalls: [{ name: 'calculator', args: { expression } }] }
  })

/** Multiplies, for real. */
const calculator = tool(
  ({ expression }) => {
    const factors = expression.split('*').map(Number)
    if (factors.some(Number.isNaN)) throw new RangeError('it only multiplies numbers')
    return String(factors.reduce((product, factor) => product * factor, 1))
  },
  {
    name: 'calculator',
    description: 'Multiplies numbers.',
    schema: z.object({ expression: z.string() }),
  },
)

/** Asks the model and runs the tools it asks for, until it answers. */
export function agent(
  model: BaseChatModel,
  system: string,
  tools: readonly StructuredToolInterface[] = [calculator],
) {
  return RunnableLambda.from(async (question: string, config) => {
    const messages: BaseMessage[] = [new SystemMessage(system), new HumanMessage(question)]
    for (;;) {
      const reply = (await model.invoke(messages, config)) as AIMessage
      messages.push(reply)
      if (!reply.tool_calls?.length) return { messages }
      for (const call of reply.tool_calls) {
        const used = tools.find(({ name }) => name === call.name)!
        messages.push((await used.invoke(call, config)) as BaseMessage)
      }
    }
  })
}

type Options = RunnableModuleOptions<{ system: Variable }, string, unknown>

/** The agent as a module: its system prompt is its parameter. */
export function agentModule(model: BaseChatModel, options: Partial<Options> = {}) {
  const system = variable('Answer quickly.', { role: 'system prompt of the agent' })
  return new RunnableModule({
    name: 'agent',
    role: 'answer of the agent',
    prompts: { system },
    build: (texts: { system: string }) => agent(model, texts.system),
    ...options,
  })
}

/** A system prompt that makes the simulated model use its tool. */
export const withTool = 'Use the calculator for every product.'

export const question = constant('17*23?', { role: 'question' })

/** What `reply` rejects with. */
export async function failure(reply: Promise<unknown>): Promise<any> {
  return reply.then(
    (value) => Promise.reject(new Error(`gave ${JSON.stringify(value)}`)),
    (error: unknown) => error,
  )
}

/** A key of which no part may appear in any text. */
const canary = 'sk-proj-CANARY0123456789abcdefghijklmnop'

/** A chat model with OpenAI's client, at a server that answers so. */
export async function modelAt(answer: RequestListener) {
  const server = createServer(answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const configuration = { baseURL: `http://127.0.0.1:${port}/v1` }
  const close = async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  const model = new ChatOpenAI({ model: 'm', apiKey: canary, maxRetries: 0, configuration })
  return { model, close, [Symbol.asyncDispose]: close }
}
