import { constant, variable } from '../graph/variable.ts'
import { demonstrations, type Demonstration } from '../llm/demonstrations.ts'
import type { Engine, GenerateRequest } from '../llm/engine.ts'
import { LlmCall } from '../llm/llm-call.ts'
import { Module } from '../llm/module.ts'
import type { RunEvent } from '../run/event.ts'
import { optimize, type OptimizeOptions, type RunResult } from '../run/optimize.ts'
import type { Problem } from '../run/problem.ts'
import { programProblem } from '../run/program-problem.ts'
import { scripted, type ScriptedEngine } from '../testing/scripted.ts'
import type { Strategy } from './strategy.ts'

/** A question, and what any answer to it scores: an item is solved or not whatever the model says. */
export interface Question {
  readonly ask: string
  readonly worth: number
}

export const examples = 'worked examples'

/** The language model is simulated: it says which question it answers, so that a trace differs from a label. */
export function answering(): ScriptedEngine {
  return scripted({ reply: (request) => `traced ${askedIn(request).asked}` })
}

/** The input of a request, and the demonstrations that stand before it. */
export function askedIn({ messages }: GenerateRequest): {
  readonly asked: string
  readonly shown: readonly Demonstration[]
} {
  const turns = messages
    .filter(({ role }) => role !== 'system')
    .map(({ content }) => (typeof content === 'string' ? content : ''))
  const shown = turns
    .slice(0, -1)
    .flatMap((input, index) => (index % 2 === 0 ? [{ input, output: turns[index + 1]! }] : []))
  return { asked: turns.at(-1)!, shown }
}

export class Answer extends Module {
  readonly answer: LlmCall

  constructor(engine: Engine, name = examples) {
    super()
    this.answer = new LlmCall({
      engine,
      system: 'Answer.',
      examples: variable([], { role: 'worked examples', name, codec: demonstrations }),
    })
  }
}

/** Questions that one prompt answers; `check` is one more, and the only one to validate on. */
export function questions(engine: Engine, train: readonly Question[]): Problem<Question> {
  return programProblem({
    program: () => new Answer(engine),
    items: { train, validation: [{ ask: 'check', worth: 0.5 }] },
    predict: ({ answer }, { ask }, call) => answer.forward(constant(ask, { role: 'question' }), call),
    score: (_, { worth }) => worth,
  })
}

/** As many questions as there are letters, each worth 1. */
export function solvable(letters: string): Question[] {
  return Array.from(letters, (ask) => ({ ask, worth: 1 }))
}

export const labelOf = ({ ask }: Question): Demonstration => ({ input: ask, output: `label ${ask}` })

interface Searched {
  readonly result: RunResult
  readonly events: readonly RunEvent[]
  /** The demonstrations of every candidate that was proposed, in order. */
  readonly tried: readonly (readonly Demonstration[])[]
}

/** Runs a strategy to its end, with the demonstrations of one parameter told. */
export async function searched(
  problem: Problem<any>,
  strategy: Strategy,
  { parameter = examples, ...options }: Partial<OptimizeOptions> & { parameter?: string } = {},
): Promise<Searched> {
  const events: RunEvent[] = []
  const tried: (readonly Demonstration[])[] = []
  const emit = (event: RunEvent): void => void events.push(event)
  const run = optimize(problem, { strategy, seed: 1, steps: 400, emit, ...options })
  for (;;) {
    const next = await run.next()
    if (next.done) return { result: next.value, events, tried }
    for (const { candidate } of next.value.tried)
      tried.push(JSON.parse(candidate[parameter]!) as Demonstration[])
  }
}
