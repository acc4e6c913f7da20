import { createInterface } from 'node:readline/promises'

import { HumanLoss, sum, type Call, type Problem } from '@textgrad/core'

import { printable } from './words.ts'

/** How a person is asked in a step; undefined where nobody is. */
export type Judge = (step: number) => ((question: string, call: Call) => Promise<string>) | undefined

/** The problem, with what a person says of each candidate as one more loss. */
export function judgedBy(problem: Problem<any>, judge: Judge): Problem<any> {
  const { start, metrics, items, space, citations } = problem
  return {
    start,
    metrics,
    ...(items && { items }),
    ...(space && { space }),
    ...(citations && { citations }),
    ...(problem.moves && {
      moves: (...from: Parameters<NonNullable<typeof problem.moves>>) => problem.moves!(...from),
    }),
    build(candidate) {
      const objective = problem.build(candidate)
      return {
        parameters: objective.parameters,
        ...(objective.ready && { ready: () => objective.ready!() }),
        evaluate: (items, call) => objective.evaluate(items, call),
        async loss(items, call) {
          const loss = await objective.loss(items, call)
          const ask = judge(call.step)
          if (!ask) return loss
          const human = new HumanLoss({ ask })
          const losses = [loss]
          // One after the other: there is one person.
          for (const parameter of objective.parameters) losses.push(await human.forward(parameter, call))
          return sum(losses, call)
        },
      }
    },
    [Symbol.asyncDispose]: () => problem[Symbol.asyncDispose](),
  }
}

/** Asks on the terminal, beside what programs read; the end of the input answers every further question with nothing. */
export class Terminal implements Disposable {
  readonly #lines = createInterface({ input: process.stdin, output: process.stderr })
  readonly #typed: string[] = []
  #waiting: ((line: string) => void) | undefined
  #ended = false

  constructor() {
    this.#lines.on('line', (line) => {
      if (this.#waiting) this.#waiting(line)
      else this.#typed.push(line)
    })
    // On a terminal the reader takes Ctrl-C for itself; it belongs to the run.
    this.#lines.on('SIGINT', () => process.emit('SIGINT'))
    this.#lines.on('close', () => {
      this.#ended = true
      this.#waiting?.('')
    })
  }

  async ask(question: string, { signal }: Pick<Call, 'signal'>): Promise<string> {
    process.stderr.write(`\n${printable(question)}\n(a blank line: nothing) `)
    const known = this.#typed.shift()
    if (known !== undefined) return known
    if (this.#ended) return ''
    return new Promise((resolve, reject) => {
      const stop = (): void => {
        this.#waiting = undefined
        process.stderr.write('(nothing more is waited for here)\n')
        reject(signal!.reason as Error)
      }
      signal?.addEventListener('abort', stop, { once: true })
      this.#waiting = (line) => {
        this.#waiting = undefined
        signal?.removeEventListener('abort', stop)
        resolve(line)
      }
    })
  }

  [Symbol.dispose](): void {
    this.#lines.close()
  }
}
