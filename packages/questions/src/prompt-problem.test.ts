import {
  canonicalLog,
  gradient,
  memoryJournal,
  optimize,
  random,
  rootCall,
  TGD,
  type Problem,
  type RunEvent,
} from '@textgrad/core'
import { promptText, scripted } from '@textgrad/core/testing'
import { describe, expect, it } from 'vitest'

import { numberAnswer } from './answers/number-answer.ts'
import { promptProblem } from './prompt-problem.ts'
import type { Question } from './question.ts'

const words = ['a', 'two', 'three', 'four']
const things = ['plum', 'pear', 'stove', 'drum', 'lamp', 'onion']

/** Questions in the manner of object counting. */
function countingQuestions(part: string, count: number): Question[] {
  return Array.from({ length: count }, (_, index) => {
    const draw = random(5, `${part}-${index}`)
    const quantities = things.slice(0, 2 + draw.integer(4)).map(() => draw.integer(4))
    const listed = quantities.map((quantity, thing) => `${words[quantity]!} ${things[thing]!}`)
    return {
      id: `${part}-${index}`,
      question: `I have ${listed.join(', ')}. How many objects do I have?`,
      answer: String(quantities.reduce((sum, quantity) => sum + quantity + 1, 0)),
    }
  })
}

const train = countingQuestions('train', 12)
const validation = countingQuestions('validation', 20)
const hint = 'Add up the quantities.'

/**
 * The language model is simulated: it counts what is listed, and adds up quantities only where its prompt tells it to;
 * asked about a prompt that led to a wrong answer it gives the hint, and as optimizer it writes down hints that it gets.
 */
const counter = () =>
  scripted({
    reply: (request) => {
      const { purpose, about } = request
      if (purpose === 'backward') return promptText(request).includes('is wrong') ? `Say: ${hint}` : 'Fine.'
      if (purpose === 'update') {
        const said = about!.feedback.some(({ text }) => text.includes(hint))
        return `<${about!.tag}>${about!.value}${said ? ` ${hint}` : ''}</${about!.tag}>`
      }
      const [system, asked] = promptText(request).split('\n\n')
      const listed = asked!.slice('I have '.length).split('.')[0]!.split(', ')
      const adds = system!.includes(hint)
      const quantity = (one: string) => (adds ? words.indexOf(one.split(' ')[0]!) + 1 : 1)
      return `So many.\nAnswer: ${listed.reduce((sum, one) => sum + quantity(one), 0)}`
    },
  })

const counting = (engine: ReturnType<typeof scripted>): Problem<Question> =>
  promptProblem({ engine, train, validation, format: numberAnswer(), prompt: 'Answer the question.' })

async function run(engine: ReturnType<typeof scripted>, journal = memoryJournal()) {
  const events: RunEvent[] = []
  const steps = optimize(counting(engine), {
    strategy: gradient(({ parameters }) => new TGD(parameters, { engine })),
    seed: 1,
    steps: 5,
    target: 1,
    journal,
    emit: (event) => void events.push(event),
  })
  let result = await steps.next()
  while (!result.done) result = await steps.next()
  return { events, result: result.value }
}

describe('promptProblem', () => {
  it('ends with a prompt that has the hint, and a higher accuracy on questions it did not train on', async () => {
    const engine = counter()
    const { events, result } = await run(engine)
    expect(result).toMatchObject({
      status: 'target',
      steps: 1,
      best: {
        candidate: { prompt: `Answer the question. ${hint}` },
        evaluation: { score: 1, metrics: { accuracy: 1, unparsed: 0 } },
      },
    })
    const start = events.find((event) => event.type === 'evaluation')!
    expect(start.evaluation.metrics).toEqual({ accuracy: 0.05, unparsed: 0 })
    expect(start.evaluation.items![0]!.feedback).toEqual([
      { kind: 'feedback', text: 'The answer is wrong: it was read as "5", and "16" is right.' },
    ])
  })

  it('asks about wrong answers alone, and answers every question at a place of its own', async () => {
    const engine = counter()
    const { events } = await run(engine)
    // The start and the new prompt on all of validation, and a batch of three; feedback on what was wrong in it.
    expect([engine.count('forward'), engine.count('update')]).toEqual([20 + 3 + 20, 1])
    const kinds = events.flatMap((event) => (event.type === 'gradient' ? [event.kind] : []))
    const wrong = events.filter(
      (event) =>
        event.type === 'gradient' && event.role === 'answer to the question' && event.kind === 'feedback',
    )
    expect(kinds.length).toBeGreaterThan(0)
    expect(engine.count('backward')).toBe(wrong.length)
    const paths = events.flatMap((event) =>
      event.type === 'generate' && event.purpose === 'forward' ? [event.path] : [],
    )
    expect(new Set(paths).size).toBe(43)
    expect(paths.filter((path) => path.includes('/item-validation-7/'))).toHaveLength(2)
  })

  it('is the same run over its journal, without a call', async () => {
    const journal = memoryJournal()
    const first = await run(counter(), journal)
    const engine = counter()
    const second = await run(engine, journal)
    expect(canonicalLog(second.events)).toBe(canonicalLog(first.events))
    expect(second.result.spent).toEqual(first.result.spent)
    expect(engine.calls).toHaveLength(0)
  })

  it('D41: tells replies without an answer from wrong ones, and from the answer 0', async () => {
    // Simulated: a model that does not answer at all, or always says 0.
    const questions: Question[] = [
      { id: 'nothing', question: 'none', answer: '0' },
      { id: 'zero', question: 'zero', answer: '0' },
      { id: 'one', question: 'zero', answer: '1' },
    ]
    const engine = scripted({
      reply: ({ messages }) => (messages[1]!.content === 'zero' ? 'Answer: 0' : 'I can not say.'),
    })
    const problem = promptProblem({
      engine,
      train: questions,
      validation: questions,
      format: numberAnswer(),
    })
    const evaluation = await problem.build(problem.start).evaluate(questions, rootCall())
    expect(evaluation).toMatchObject({
      metrics: { accuracy: 1 / 3, unparsed: 1 / 3 },
      items: [
        { id: 'nothing', score: 0, feedback: [{ text: expect.stringMatching(/^No answer could be read/) }] },
        { id: 'zero', score: 1 },
        { id: 'one', score: 0, feedback: [{ text: expect.stringMatching(/^The answer is wrong/) }] },
      ],
    })
    expect(promptText(engine.calls[0]!)).toMatchInlineSnapshot(`
      "You answer one question. Work it out step by step before you answer. End with a line that gives the number and nothing else, such as "Answer: 42".

      none"
    `)
  })

  it('needs questions', () => {
    const make = () => promptProblem({ engine: counter(), train, validation: [], format: numberAnswer() })
    expect(make).toThrow(new RangeError('Expected at least one question in validation'))
  })
})
