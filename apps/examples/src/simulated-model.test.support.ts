import { randomUUID } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import { json } from 'node:stream/consumers'

interface ChatRequest {
  readonly messages: readonly { readonly role: string; readonly content: unknown }[]
  readonly tools?: readonly unknown[]
}

/**
 * A server that simulates a language model behind OpenAI's chat completions. An agent uses its tool if its system
 * prompt tells it to, else it guesses. The slow program of an example is answered with a fast one. Any other request is answered with feedback and an improved text at once.
 */
export function simulatedModel(): Server {
  return createServer(async (request, response) => {
    const reply = answer((await json(request)) as ChatRequest)
    const finish = 'tool_calls' in reply ? 'tool_calls' : 'stop'
    response.setHeader('content-type', 'application/json')
    response.end(
      JSON.stringify({
        // LangGraph takes two messages of one id for one.
        id: randomUUID(),
        object: 'chat.completion',
        created: 0,
        model: 'simulated',
        choices: [{ index: 0, message: { role: 'assistant', ...reply }, finish_reason: finish }],
        usage: { prompt_tokens: 20, completion_tokens: 10, total_tokens: 30 },
      }),
    )
  })
}

function answer({ messages, tools }: ChatRequest) {
  if (tools) return agentAnswer(messages)
  if (JSON.stringify(messages).includes('How many pairs of numbers')) return improved(...fasterPairs)
  const isAgent = JSON.stringify(messages).includes('system prompt of an agent')
  return isAgent
    ? improved('It guessed.', 'Use your tools for every calculation.')
    : improved('The sign under the root is wrong.', 'x = 2 or x = 1/3')
}

const fasterPairs = [
  'It looks at every pair, where counting what came before is enough.',
  `from collections import Counter


def pairs(numbers, total):
    """How many pairs of numbers add up to the total."""
    before = Counter()
    found = 0
    for number in numbers:
        found += before[total - number]
        before[number] += 1
    return found`,
] as const

function improved(said: string, text: string) {
  return { content: `${said} <IMPROVED_VARIABLE>${text}</IMPROVED_VARIABLE>` }
}

function agentAnswer(messages: ChatRequest['messages']) {
  const last = messages.at(-1)!
  if (last.role === 'tool') return { content: `It is ${String(last.content)}.` }
  if (!JSON.stringify(messages[0]).includes('tool')) return { content: 'It is about 37000000.' }
  const [a, b] = JSON.stringify(last.content).match(/\d+/g)!.map(Number)
  const call = { name: 'multiply', arguments: JSON.stringify({ a, b }) }
  return { content: null, tool_calls: [{ id: 'call-1', type: 'function', function: call }] }
}
