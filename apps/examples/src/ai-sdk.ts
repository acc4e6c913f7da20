import { openai } from '@ai-sdk/openai'
import { constant, TextLoss, TGD, variable } from '@textgrad/core'
import { aiSdk, AiSdkModule } from '@textgrad/engines/ai-sdk'
import { generateText, isStepCount, tool } from 'ai'
import { z } from 'zod'

const model = openai.chat('gpt-5-mini')
const multiply = tool({
  description: 'Multiplies two numbers.',
  inputSchema: z.object({ a: z.number(), b: z.number() }),
  execute: ({ a, b }) => a * b,
})
const agent = new AiSdkModule({
  name: 'agent',
  role: 'answer of the agent',
  prompts: { system: variable('Answer at once.', { role: 'system prompt of an agent with tools' }) },
  run: ({ system }, prompt: string, { signal }) =>
    generateText({
      model,
      instructions: system,
      prompt,
      tools: { multiply },
      stopWhen: isStepCount(4),
      abortSignal: signal,
    }),
})

const question = constant('What is 4817 times 7639? Digits only.', { role: 'question' })
const engine = aiSdk(model)
const critic = new TextLoss('The right answer is 36797063. Criticise every other.', { engine })
const optimizer = new TGD(agent.parameters(), { engine })

const answer = await agent.forward(question)
const loss = await critic.forward(answer)
await loss.backward({ engine })
await optimizer.step()
console.log(answer.render(), (await agent.forward(question)).render())
