import {
  agentOp,
  constant,
  Module,
  programProblem,
  random,
  variable,
  type AgentAnswer,
  type AgentRun,
  type AgentStep,
  type Call,
  type Engine,
  type GenerateRequest,
  type Message,
  type Problem,
  type Variable,
} from '@textgrad/core'
import { promptText } from '@textgrad/core/testing'

import { advice } from './listener.ts'

// An agent with a calculator. A sum of products is asked for; who does not use the calculator for each product gets it wrong. Two
// texts have to be learnt: when to use the calculator, and in which form to answer. An answer in another form is half right.

interface Sum {
  readonly question: string
  readonly answer: string
}

const hints = {
  Instructions: 'Use the calculator for every product.',
  Form: 'End with the sum alone.',
} as const

const call = /^CALCULATE (\d+) \* (\d+)$/m

/** Sums of so many products of numbers of four digits. */
function sums(products: number): readonly Sum[] {
  const { integer } = random(1, `sums-${products}`)
  return Array.from({ length: 6 }, () => {
    const factors = Array.from(
      { length: products },
      () => [1000 + integer(9000), 1000 + integer(9000)] as const,
    )
    return {
      question: factors.map(([a, b]) => `${a} * ${b}`).join(' + '),
      answer: String(factors.reduce((sum, [a, b]) => sum + a * b, 0)),
    }
  })
}

class Agent extends Module {
  readonly instructions = variable(
    'You are Instructions. Say what the sum of the products is. To use the calculator, reply with a line such as CALCULATE 12 * 34, and nothing else; its result is then told to you.',
    { name: 'instructions', role: 'instructions of the agent' },
  )
  readonly form = variable('You are Form. Answer in a sentence.', {
    name: 'form',
    role: 'form of the answer',
  })
  readonly #run: (question: Variable<string>, call?: Call) => Promise<Variable<AgentAnswer>>

  constructor(engine: Engine, turns: number) {
    super()
    this.#run = agentOp(
      {
        name: 'calculating-agent',
        role: 'sum of the products',
        purpose: 'an agent that can use a calculator',
        prompts: { instructions: this.instructions, form: this.form },
        maxCalls: turns,
      },
      ({ instructions, form }, question: string) =>
        conversation(engine, { system: `${instructions}\n\n${form}`, question, turns }),
    )
  }

  answer({ question }: Sum, call: Call): Promise<Variable<AgentAnswer>> {
    return this.#run(constant(question, { role: 'question' }), call)
  }
}

interface Asked {
  readonly system: string
  readonly question: string
  readonly turns: number
}

/** The model in turns with the calculator, until it answers or has had all of its turns. */
async function conversation(engine: Engine, { system, question, turns }: Asked): Promise<AgentRun> {
  const messages: Message[] = [
    { role: 'system', content: system },
    { role: 'user', content: question },
  ]
  const steps: AgentStep[] = []
  let tokens = 0
  for (let turn = 1; ; turn++) {
    const { text, usage } = await engine.generate({ purpose: 'forward', messages: [...messages] })
    tokens += (usage.inputTokens ?? 0) + (usage.outputTokens ?? 0)
    const [line, a, b] = call.exec(text) ?? []
    const toolCalls = line === undefined ? [] : [{ name: 'calculator', input: line }]
    steps.push({ type: 'model', text, toolCalls })
    if (line === undefined || turn === turns) return { text, steps, spent: { calls: turn, tokens } }
    const output = String(Number(a) * Number(b))
    steps.push({ type: 'tool', name: 'calculator', input: line, output })
    messages.push({ role: 'assistant', content: line }, { role: 'user', content: `RESULT ${output}` })
  }
}

/** A turn for each product, and one to answer. */
export function toolAgent(products: number, engine: Engine): Problem<Sum> {
  const all = sums(products)
  return programProblem<Sum, Agent>({
    program: () => new Agent(engine, products + 1),
    items: { train: all.slice(0, 3), validation: all.slice(3) },
    predict: (agent, item, call) => agent.answer(item, call),
    score(prediction: Variable<AgentAnswer>, { answer }) {
      const { text, steps } = prediction.value
      if (text.trim() === answer) return 1
      const contains = text.includes(answer)
      const used = steps.filter(({ type }) => type === 'tool').length
      const wrong = used < products ? 'Instructions' : 'Form'
      return {
        score: contains ? 0.5 : 0,
        feedback: `"${answer}" was expected.\n${advice(wrong, hints[wrong])}`,
      }
    },
  })
}

/** What a simulated model does: it guesses, and answers in a sentence, unless it is told better. */
export function calculating({ messages }: GenerateRequest): string {
  const [system, question, ...turns] = messages.map((one) =>
    promptText({ purpose: 'forward', messages: [one] }),
  )
  const results = turns.filter((turn) => turn.startsWith('RESULT ')).map((turn) => Number(turn.slice(7)))
  const products = question!.split(' + ')
  const uses = system!.includes(hints.Instructions)
  if (uses && results.length < products.length) return `CALCULATE ${products[results.length]}`
  const sum = uses ? results.reduce((a, b) => a + b, 0) : 0
  return system!.includes(hints.Form) ? String(sum) : `The sum is ${sum}.`
}
