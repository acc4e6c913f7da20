import { ChatOpenAI } from '@langchain/openai'
import { constant, feedback, fn, satisfied, TGD, variable } from '@textgrad/core'
import { langchainEngine, RunnableModule, type AgentAnswer } from '@textgrad/langchain'
import { createAgent, tool } from 'langchain'
import { z } from 'zod'

const model = new ChatOpenAI({ model: 'gpt-5-mini' })
const multiply = tool(({ a, b }) => String(a * b), {
  name: 'multiply',
  description: 'Multiplies two numbers.',
  schema: z.object({ a: z.number(), b: z.number() }),
})
const agent = new RunnableModule({
  name: 'agent',
  role: 'answer of the agent',
  prompts: { system: variable('Answer at once.', { role: 'system prompt of an agent with tools' }) },
  build: ({ system }) => createAgent({ model, tools: [multiply], systemPrompt: system }),
  input: (question: string) => ({ messages: [{ role: 'user', content: question }] }),
})
const check = fn<readonly [AgentAnswer], string>(
  {
    name: 'check',
    role: 'verdict on the answer',
    backward: ({ result }) => [result === 'right' ? satisfied : feedback(`The answer is ${result}.`)],
  },
  ([{ text }]) => (text.includes('36797063') ? 'right' : 'wrong'),
)

const question = constant('What is 4817 times 7639? Digits only.', { role: 'question' })
const engine = langchainEngine(model, { id: 'langchain/gpt-5-mini' })
const optimizer = new TGD(agent.parameters(), { engine })
for (let step = 0; step < 2; step++) {
  optimizer.zeroGrad()
  const answer = await agent.forward(question)
  const verdict = await check([answer])
  console.log(`${verdict.value} after ${answer.value.steps.length} steps: ${answer.render()}`)
  await verdict.backward({ engine })
  await optimizer.step()
}
console.log(agent.prompts.system.value)
