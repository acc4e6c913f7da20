import { openai } from '@textgrad/engines'

const engine = openai({ model: 'gpt-5-mini' })
const { text, usage } = await engine.generate({
  purpose: 'forward',
  messages: [{ role: 'user', content: 'What is the derivative of x²?' }],
})
console.log(text, usage.outputTokens)
