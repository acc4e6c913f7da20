import { createServer, type Server } from 'node:http'
import { json } from 'node:stream/consumers'

interface Asked {
  readonly model: string
  readonly messages: readonly { readonly role: string; readonly content: unknown }[]
}

/**
 * A simulated language model, behind a server like OpenAI's. It adds up the numbers of a question if its system prompt
 * tells it to, and answers 1 else; asked to improve a text, it gives the one that helps.
 */
export function modelOfGuides(): Server {
  return createServer(async (request, response) => {
    // It says nothing of its models.
    if (request.method === 'GET') return void response.writeHead(404).end()
    const { model, messages } = (await json(request)) as Asked
    response.setHeader('content-type', 'application/json')
    response.end(
      JSON.stringify({
        id: '1',
        object: 'chat.completion',
        created: 0,
        model,
        choices: [
          { index: 0, message: { role: 'assistant', content: replyTo(messages) }, finish_reason: 'stop' },
        ],
        usage: { prompt_tokens: 100, completion_tokens: 20, total_tokens: 120 },
      }),
    )
  })
}

function replyTo(messages: Asked['messages']): string {
  const all = messages.map(({ content }) => String(content)).join('\n')
  const tag = /between <([\w-]+)> and/.exec(all)?.[1]
  if (tag !== undefined) return `<${tag}>${all.includes('prime') ? isNoPrime : addsUp}</${tag}>`
  if (all.includes('prime')) return '391 is 17 times 23: the solution overlooks that.'
  const [system, question = ''] = messages.map(({ content }) => String(content))
  const total = [...question.matchAll(/\d+/g)].reduce((sum, [number]) => sum + Number(number), 0)
  return `Answer: ${system!.includes('Add the numbers up') ? total : 1}`
}

const addsUp = 'Add the numbers up, and end with "Answer: <number>".'
const isNoPrime = '391 = 17 × 23, so it is no prime. Answer: no'
