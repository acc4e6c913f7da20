// Asks 40 questions, 4 at a time: `node cached.test.program.ts <base URL> <cache folder>`. Prints a line per reply.
import { compose } from '@textgrad/core'

import { cached } from './cached.ts'
import { openai } from './openai/openai.ts'

const [baseURL = '', dir = ''] = process.argv.slice(2)
const engine = compose(openai({ model: 'sim-1', baseURL, temperature: 0 }), cached({ dir }))
let next = 0
async function work(): Promise<void> {
  for (let number = next++; number < 40; number = next++) {
    const messages = [{ role: 'user' as const, content: `question ${number}` }]
    const { text, usage } = await engine.generate({ purpose: 'forward', messages })
    process.stdout.write(`${JSON.stringify({ number, text, dollars: usage.dollars })}\n`)
  }
}
await Promise.all([work(), work(), work(), work()])
