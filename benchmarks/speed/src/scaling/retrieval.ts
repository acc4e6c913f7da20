import {
  constant,
  fn,
  LlmCall,
  Module,
  programProblem,
  variable,
  type Call,
  type Engine,
  type GenerateRequest,
  type Problem,
  type Variable,
} from '@textgrad/core'
import { promptText } from '@textgrad/core/testing'

import { advice } from './listener.ts'

// A question becomes a search, the search finds a document, and the document is answered from. Two instructions have to be
// learnt: that of the search decides which document is found, that of the answer in which form it is given. An answer in another
// form is half right.

interface Fact {
  readonly question: string
  readonly answer: string
}

const places = [
  'Arnen',
  'Belsk',
  'Corvo',
  'Dunmor',
  'Elvas',
  'Farsund',
  'Gorizo',
  'Halmar',
  'Istria',
  'Jarva',
]
const things = ['lighthouse', 'bridge', 'tower', 'mill', 'harbour', 'tunnel']

/** 60 facts that no model knows. */
const facts: readonly Fact[] = places.flatMap((place, row) =>
  things.map((thing, column) => ({
    question: `In which year was the ${thing} of ${place} finished?`,
    answer: String(1700 + ((37 * (6 * row + column)) % 300)),
  })),
)
const documents = facts.map(({ question, answer }) => {
  const [, subject] = /the (.*) finished/.exec(question)!
  return `About the ${subject}. It was finished in ${answer}, after eleven years of work.`
})

const hints = {
  Search: 'Reply with the name of the thing and of the place, and no other word.',
  Answer: 'Reply with the year alone.',
} as const

/** The document that shares most words with the query; of several the first. */
const retrieve = fn(
  {
    name: 'retrieve',
    role: 'document that was found',
    purpose: 'finds the document with most words of the query',
  },
  ([query]: readonly [string]) => {
    const words = new Set(wordsOf(query))
    const shared = documents.map((one) => new Set(wordsOf(one).filter((word) => words.has(word))).size)
    return documents[shared.indexOf(Math.max(...shared))]!
  },
)

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[a-z]+/g) ?? []
}

class Retrieval extends Module {
  readonly search: LlmCall
  readonly reply: LlmCall

  constructor(engine: Engine) {
    super()
    this.search = new LlmCall({
      engine,
      role: 'query',
      system: instruction('Search', 'Write a query for the question.'),
    })
    this.reply = new LlmCall({
      engine,
      system: instruction('Answer', 'Answer the question by the document.'),
    })
  }

  async answer(
    { question }: Fact,
    call: Call,
  ): Promise<{ readonly found: string; readonly answer: Variable }> {
    const asked = constant(question, { role: 'question' })
    const found = await retrieve([await this.search.forward(asked, call)], call)
    return { found: found.value, answer: await this.reply.forward([asked, found], call) }
  }
}

function instruction(name: keyof typeof hints, what: string): Variable {
  return variable(`You are ${name}. ${what}`, { name: name.toLowerCase(), role: `instruction of ${name}` })
}

/** Learns from half of the questions, and is judged by others. */
export function retrieval(engine: Engine): Problem<Fact> {
  const found = new WeakMap<Variable, string>()
  const chosen = facts.filter((_, index) => index % 5 === 0)
  return programProblem<Fact, Retrieval>({
    program: () => new Retrieval(engine),
    items: { train: chosen.slice(0, 8), validation: chosen.slice(8) },
    async predict(program, item, call) {
      const made = await program.answer(item, call)
      found.set(made.answer, made.found)
      return made.answer
    },
    score(prediction, { answer }) {
      if (prediction.render().trim() === answer) return 1
      const wrong = found.get(prediction)!.includes(` ${answer},`) ? 'Answer' : 'Search'
      const score = prediction.render().includes(answer) ? 0.5 : 0
      return { score, feedback: `"${answer}" was expected.\n${advice(wrong, hints[wrong])}` }
    },
  })
}

/** What a simulated model does: it searches for the last word, and answers in a sentence, unless it is told better. */
export function searching(request: GenerateRequest): string {
  const prompt = promptText(request)
  const [, subject = ''] = /the (\w+ of \w+) finished/.exec(prompt)!
  if (prompt.includes('You are Search.')) return prompt.includes(hints.Search) ? subject : 'the year'
  const [, year = ''] = /finished in (\d+)/.exec(prompt)!
  return prompt.includes(hints.Answer) ? year : `The ${subject} was finished in ${year}.`
}
