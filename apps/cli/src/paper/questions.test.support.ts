import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { sharedPath } from '@textgrad/host/testing'
import { loadDataSet, loadMmlu, questionText, type Question } from '@textgrad/questions'

/** What the simulator tells a model's script of a request. */
export interface Asked {
  readonly text: string
  readonly key: string
  readonly messages: readonly { readonly role: string; readonly text: string }[]
}

export type Brain = (asked: Asked) => string

/** What a prompt has to say for the model to be right. */
const hint = 'Go through it once more.'

/** The tag that a request asks to write a new text in; undefined where it asks for something else. */
const tagIn = ({ messages }: Asked): string | undefined =>
  /complete new text between <([\w-]+)> and/.exec(messages.at(-1)!.text)?.[1]

/**
 * A simulated model that is right about a question with an even number, about three of four where it is shown examples, and about
 * all where its prompt has the hint, which is what it suggests.
 */
export function hinted(questions: readonly Question[]): Brain {
  const known = new Map(questions.map((question) => [questionText(question), question]))
  return (asked) => {
    const tag = tagIn(asked)
    if (tag !== undefined) return `<${tag}>You answer one question. ${hint}</${tag}>`
    const { messages } = asked
    const question = known.get(messages.at(-1)!.text)
    if (!question) return `The prompt should say: ${hint}`
    const isHinted = messages[0]!.text.includes(hint)
    const knows = messages.length > 2 ? knowsWithExamples : knowsAlone
    return isHinted || knows(question) ? `Sure. Answer: ${question.answer}` : 'Sure. Answer: 987654321'
  }
}

/** An id ends with a number. */
const numberOf = ({ id }: Question): number => Number(/\d+$/.exec(id)![0])

export const knowsAlone = (question: Question): boolean => numberOf(question) % 2 === 0
export const knowsWithExamples = (question: Question): boolean => numberOf(question) % 4 !== 3

/**
 * A simulated model that answers in drafts: of four questions it is right about the first at once, about the second from the
 * first update on, about the third from the second one on, and about the last never.
 */
export function drafting(questions: readonly Question[]): Brain {
  const all = questions.map((question, place) => ({ ...question, place, shown: questionText(question) }))
  return (asked) => {
    const text = asked.messages.map((message) => message.text).join('\n')
    const { place, answer } = all.find(({ shown }) => text.includes(shown))!
    const tag = tagIn(asked)
    const isFirst = all.some(({ shown }) => shown === asked.messages.at(-1)!.text)
    if (tag === undefined && !isFirst) return 'It could be worked out better. '.repeat(20)
    const drafts = [...text.matchAll(/This is draft (\d)/g)].map(([, number]) => Number(number))
    const draft = isFirst ? 0 : Math.max(...drafts) + 1
    const isRight = place % 4 < 3 && draft >= place % 4
    const written = `This is draft ${draft}.\nAnswer: ${isRight ? answer : answer === 'A' ? 'B' : 'A'}`
    return tag === undefined ? written : `<${tag}>${written}</${tag}>`
  }
}

/** A simulated model that is never right and never satisfied, and says about as many tokens each time. */
export function never(tokens: number): Brain {
  return (asked) => {
    const said = `${asked.key.slice(0, 8)} ${'nothing of that will do yet; '.repeat(tokens)}`.slice(
      0,
      tokens * 4,
    )
    const written = `${said}\nAnswer: ${asked.text.includes('sort') ? 'unsorted' : '987654321'}`
    const tag = tagIn(asked)
    return tag === undefined ? written : `<${tag}>${written}</${tag}>`
  }
}

export const data = sharedPath('data')

/** The parts of a data set of the paper's prompt optimisation. */
export const setOf = (name: string) =>
  loadDataSet({ data: name, from: join(data!, name.split('/')[0]!), choiceOrder: 'given' })

export const physics = (): Promise<readonly Question[]> => loadMmlu(join(data!, 'mmlu'), 'college_physics')

/** Questions of our own as a file of GPQA. */
export function gpqaIn(folder: string): void {
  const rows = Array.from({ length: 8 }, (_, place) =>
    [`What is ${place}?`, ...['right', 'wrong', 'false', 'bad'].map((word) => `${word} ${place}`)].join(','),
  )
  const head = 'Question,Correct Answer,Incorrect Answer 1,Incorrect Answer 2,Incorrect Answer 3'
  writeFileSync(join(folder, 'gpqa_diamond.csv'), `${[head, ...rows].join('\n')}\n`)
}
