import type { Said, Saying, SaidTable } from './said.ts'

/** Milliseconds after which is looked for what was said. */
const interval = 200

export interface Question {
  /** The step in which it is asked. */
  readonly step: number
  /** Once it is aborted nobody is asked any more. */
  readonly signal?: AbortSignal | undefined
  /** Where else it is asked: whoever answers first is heard. Is given a signal that says that it was answered. */
  readonly elsewhere?: (signal: AbortSignal) => Promise<string>
}

/** The people who look at a run while it is worked on. */
export interface People {
  /** Is aborted when somebody says that the run is to pause: the `pause` of `optimize`. */
  readonly pause: AbortSignal
  /** Is aborted when somebody says that the run is to be broken off: the `signal` of `optimize`. */
  readonly stop: AbortSignal
  /** Asks, and waits for who answers by `sayTo`, such as from a page of the studio. */
  ask(question: string, options: Question): Promise<string>
}

/** Hears what is said to a run. */
export class Listener implements People, Disposable {
  readonly #said: SaidTable
  readonly #say: (saying: Saying) => Promise<number>
  readonly #pause = new AbortController()
  readonly #stop = new AbortController()
  readonly #asked = new Map<number, (answer: string) => void>()
  readonly #timer: NodeJS.Timeout
  #last: number

  /** What was said before is over. */
  constructor(said: SaidTable, say: (saying: Saying) => Promise<number>) {
    this.#said = said
    this.#say = say
    this.#last = said.last()
    this.#timer = setInterval(() => this.#listen(), interval).unref()
  }

  get pause(): AbortSignal {
    return this.#pause.signal
  }

  get stop(): AbortSignal {
    return this.#stop.signal
  }

  async ask(question: string, { step, signal, elsewhere }: Question): Promise<string> {
    signal?.throwIfAborted()
    const number = await this.#say({ kind: 'question', step, text: question })
    const over = new AbortController()
    const until = signal ? AbortSignal.any([signal, over.signal]) : over.signal
    const typed = elsewhere?.(until).then(async (text) => {
      if (!over.signal.aborted) await this.#say({ kind: 'answer', step, answers: number, text })
      return text
    })
    const heard = this.#answerTo(number, until)
    try {
      return await (typed ? Promise.race([heard, typed]) : heard)
    } finally {
      over.abort()
      await Promise.allSettled([heard, typed])
    }
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer)
  }

  async #answerTo(question: number, signal: AbortSignal): Promise<string> {
    const { promise, resolve, reject } = Promise.withResolvers<string>()
    const give = (): void => reject(signal.reason as Error)
    this.#asked.set(question, resolve)
    signal.addEventListener('abort', give, { once: true })
    if (signal.aborted) give()
    // Who waits for a person does not end meanwhile.
    this.#timer.ref()
    try {
      return await promise
    } finally {
      this.#asked.delete(question)
      if (this.#asked.size === 0) this.#timer.unref()
    }
  }

  #listen(): void {
    for (const one of this.#said.after(this.#last)) {
      this.#last = one.number
      this.#hear(one)
    }
  }

  #hear({ kind, answers, text }: Said): void {
    if (kind === 'answer') this.#asked.get(answers)?.(text)
    if (kind === 'stop') this.#stop.abort(new DOMException('stopped by a person', 'AbortError'))
    if (kind === 'pause' || kind === 'stop')
      this.#pause.abort(
        new DOMException(`${kind === 'stop' ? 'stopped' : 'paused'} by a person`, 'AbortError'),
      )
  }
}
