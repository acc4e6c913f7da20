import {
  constant,
  feedback,
  fn,
  FormattedLlmCall,
  LlmCall,
  Module,
  programProblem,
  text,
  variable,
  type Call,
  type Engine,
  type Feedback,
  type GenerateRequest,
  type Problem,
  type Variable,
} from '@textgrad/core'
import { promptText } from '@textgrad/core/testing'

import { advice } from './listener.ts'

// Parts of a program that have to learn one thing each: which word to add. Only the program's last text is judged, by code, which
// says who lacks what. So it is known how far each piece of feedback has to travel.

const syllables = ['ba', 'ke', 'li', 'mo', 'nu', 'ra', 'si', 'to']
const given = 'start'

/** Different words: 64 of them. */
function markOf(index: number): string {
  return syllables[Math.floor(index / syllables.length)]! + syllables[index % syllables.length]!
}

function instruction(name: string, index: number): Variable {
  const value = `You are ${name}. Repeat the text that you are given, and nothing else, unless you are told more here.`
  return variable(value, { name: `prompt-${index + 1}`, role: `instruction of ${name}` })
}

/** A program whose parts are told apart by their names. */
interface Marked extends Module {
  answer(call: Call): Promise<Variable<any>>
}

function marked(name: string, count: number, program: () => Marked): Problem<string> {
  const items = { train: [given], validation: [given] }
  return programProblem<string, Marked>({
    program,
    items,
    predict: (made, _, call) => made.answer(call),
    score(prediction) {
      const words = new Set(prediction.render().split(/[^a-z]+/))
      const missing = Array.from({ length: count }, (_, index) => index).filter(
        (index) => !words.has(markOf(index)),
      )
      const said = missing.map((index) => advice(`${name} ${index + 1}`, sentence(index)))
      return { score: 1 - missing.length / count, ...(said.length > 0 && { feedback: said.join('\n') }) }
    },
  })
}

function sentence(index: number): string {
  return `Add the word ${markOf(index)} at the end.`
}

/** What a simulated model does with such instructions: exactly what they say. */
export function adding(request: GenerateRequest): string {
  const said = [...promptText(request).matchAll(/Add the word (\w+) at the end\./g)].map(([, word]) => word!)
  const asked = promptText({ ...request, messages: request.messages.slice(-1) })
  const input = /^Text: (.*)$/m.exec(asked)?.[1] ?? asked
  return [input, ...said].join(' ')
}

/** Stages one after the other, each with an instruction. */
class Chain extends Module implements Marked {
  readonly stages: readonly LlmCall[]

  constructor(depth: number, engine: Engine) {
    super()
    this.stages = Array.from({ length: depth }, (_, index) => {
      const name = `Stage ${index + 1}`
      return new LlmCall({ engine, system: instruction(name, index), role: `text from ${name}` })
    })
  }

  async answer(call: Call): Promise<Variable<any>> {
    let passed: Variable = constant(given, { role: 'text' })
    for (const stage of this.stages) passed = await stage.forward(passed, call)
    return passed
  }
}

export function chain(depth: number, engine: Engine): Problem<string> {
  return marked('Stage', depth, () => new Chain(depth, engine))
}

/** Says what was said of the whole to each part that it names. */
const joinExactly = fn<readonly string[], string>(
  {
    name: 'join',
    role: 'texts of all branches',
    codec: text,
    backward: ({ args, feedback: said }) => args.map((_, index) => saidOf(`Branch ${index + 1}`, said)),
  },
  (texts) => texts.join('\n'),
)
const joinInWords = fn<readonly string[], string>(
  { name: 'join', role: 'texts of all branches', purpose: 'puts the texts one below the other', codec: text },
  (texts) => texts.join('\n'),
)

function saidOf(name: string, said: readonly Feedback[]): Feedback | undefined {
  const lines = said.flatMap(({ text: one }) => one.split('\n')).filter((line) => line.startsWith(`${name} `))
  return lines.length > 0 ? feedback(lines.join('\n')) : undefined
}

/** Branches beside each other, each with an instruction, whose texts are put together. */
class Wide extends Module implements Marked {
  readonly branches: readonly LlmCall[]
  readonly #join: typeof joinExactly

  constructor(width: number, engine: Engine, isExact: boolean) {
    super()
    this.#join = isExact ? joinExactly : joinInWords
    this.branches = Array.from({ length: width }, (_, index) => {
      const name = `Branch ${index + 1}`
      return new LlmCall({ engine, system: instruction(name, index), role: `text from ${name}` })
    })
  }

  async answer(call: Call): Promise<Variable<any>> {
    const asked = constant(given, { role: 'text' })
    const texts = await Promise.all(
      this.branches.map((branch, index) => branch.forward(asked, call.child(`branch-${index + 1}`))),
    )
    return this.#join(texts, call)
  }
}

/** `isExact`: what puts the texts together passes feedback on by code, without a model. */
export function wide(width: number, engine: Engine, isExact: boolean): Problem<string> {
  return marked('Branch', width, () => new Wide(width, engine, isExact))
}

/** One call whose prompt is made of several trainable texts. */
class Parts extends Module implements Marked {
  readonly parts: Readonly<Record<string, Variable>>
  readonly #call: FormattedLlmCall

  constructor(count: number, engine: Engine) {
    super()
    const names = Array.from({ length: count }, (_, index) => `part_${index + 1}`)
    this.parts = Object.fromEntries(
      names.map((name, index) => [name, instruction(`Part ${index + 1}`, index)]),
    )
    const template = [...names.map((name) => `{${name}}`), 'Text: {text}'].join('\n\n')
    this.#call = new FormattedLlmCall({ engine, template })
  }

  answer(call: Call): Promise<Variable> {
    return this.#call.forward({ ...this.parts, text: constant(given, { role: 'text' }) }, call)
  }
}

export function parts(count: number, engine: Engine): Problem<string> {
  return marked('Part', count, () => new Parts(count, engine))
}
