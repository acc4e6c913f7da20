// Prints by how many MiB one request to the server in argv[2], for one reply and one stream, lets the memory grow at most.
import { openai } from './openai/openai.ts'

const question = { purpose: 'forward' as const, messages: [{ role: 'user' as const, content: 'hello' }] }
const engines = [false, true].map((stream) => openai({ model: 'sim-1', baseURL: process.argv[2]!, stream }))
/** What a first request loads is not what is measured: a server that is not there is enough for it. */
await openai({ model: 'sim-1', baseURL: 'http://127.0.0.1:1/v1' })
  .generate(question)
  .catch(() => {})

const before = process.memoryUsage.rss()
let peak = before
const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 2)
const messages: string[] = []
for (const engine of engines) {
  const outcome = await engine.generate(question).catch((error: unknown) => error as Error)
  messages.push(outcome instanceof Error ? outcome.message : 'a reply')
}
clearInterval(watch)
console.log(JSON.stringify({ grownMiB: (peak - before) / 2 ** 20, messages }))
