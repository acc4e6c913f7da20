import { gradient, optimize, TGD } from '@textgrad/core'
import { openai } from '@textgrad/engines'
import { majorityVote, questionProblem, textAnswer } from '@textgrad/questions'

const engine = openai({ model: 'gpt-5-mini' })
const format = textAnswer()
const question = { question: 'For which x is 3x² - 7x + 2 = 0?' }
const start = 'x = (7 ± √(49 + 24)) / 6'
await using problem = await questionProblem({ engine, question, format, start })
const strategy = gradient(({ parameters }) => new TGD(parameters, { engine }))

const solutions = [start]
for await (const { best } of optimize(problem, { strategy, seed: 1, steps: 3 }))
  solutions.push(best.candidate['solution']!)
console.log(majorityVote(solutions.map((solution) => format.parse(solution))))
