import { randomUUID } from 'node:crypto'

import { aliveKey, inboxOf, post, readInbox } from './mailbox.ts'
import { readReply, type Answer, type Asked } from './messages.ts'
import type { RedisLink } from './redis.ts'

/** Milliseconds between two looks whether somebody is there whom a question was asked. */
const patience = 3000
/** Looks between two times that it is asked, at most. */
const mostLooks = 8
/** So often in a row nobody was there: then nobody is. For a minute, since a link may be cut and come back. */
const missed = 20

interface Attempt {
  readonly from: string
  readonly job: string
  readonly id: string
}

interface Question {
  readonly attempt: string
  readonly answered: (answer: Answer) => void
}

/** A worker's line to those who wait for its jobs: each question is asked until it is answered or nobody is there. */
export class Line implements Disposable {
  readonly worker = randomUUID()
  readonly #link: RedisLink
  readonly #queue: string
  readonly #inbox: Disposable
  readonly #open = new Map<string, Question>()
  readonly #onOver = new Map<string, () => void>()
  #isOver = false

  constructor(link: RedisLink, queue: string) {
    this.#link = link
    this.#queue = queue
    this.#inbox = readInbox(link, inboxOf(queue, this.worker), (text) => this.#receive(text))
  }

  /** Whether somebody waits for jobs of `from`; rejects when Redis went away while it was asked. */
  async isThere(from: string): Promise<boolean> {
    return (await this.#link.commands.exists(aliveKey(this.#queue, from))) === 1
  }

  /** Calls `stop` when the attempt is over, until it is taken back: then it asks nothing any more. */
  watch(attempt: string, stop: () => void): Disposable {
    this.#onOver.set(attempt, stop)
    return {
      [Symbol.dispose]: () => {
        this.#onOver.delete(attempt)
        this.#end(attempt)
      },
    }
  }

  /** Asks until there is an answer; 'over' where nobody waits for the job any more, or this worker has ended. */
  async ask({ from, job, id: attempt }: Attempt, asked: Asked): Promise<Answer> {
    if (this.#isOver) return { over: true }
    const id = randomUUID()
    const { promise, resolve } = Promise.withResolvers<Answer>()
    this.#open.set(id, { attempt, answered: resolve })
    const request = { id, worker: this.worker, job, attempt, asked }
    const send = (): void => post(this.#link.commands, inboxOf(this.#queue, from), request)
    let absences = 0
    let looks = 0
    const again = async (): Promise<void> => {
      // What was sent while Redis is down is sent when it is back; what it held may be lost.
      if (this.#link.commands.status !== 'ready') return void (looks = 0)
      absences = (await this.isThere(from).catch(() => true)) ? 0 : absences + 1
      if (absences === missed) resolve({ over: true })
      else if (isTimeToAsk(++looks)) send()
    }
    send()
    const timer = setInterval(() => void again(), patience)
    try {
      const answer = await promise
      if (answer.over) this.#onOver.get(attempt)?.()
      return answer
    } finally {
      clearInterval(timer)
      this.#open.delete(id)
    }
  }

  /** Answers what is open: this worker ends. */
  [Symbol.dispose](): void {
    this.#isOver = true
    this.#inbox[Symbol.dispose]()
    const { commands } = this.#link
    // Where Redis is gone, it is gone by its age.
    if (commands.status === 'ready') commands.del(inboxOf(this.#queue, this.worker)).catch(() => undefined)
    for (const { answered } of this.#open.values()) answered({ over: true })
  }

  #receive(text: string): void {
    try {
      const { id, attempt, answer } = readReply(text)
      if (id === undefined) this.#end(attempt)
      else this.#open.get(id)?.answered(answer)
    } catch {
      // What is missed is asked for again.
    }
  }

  #end(attempt: string): void {
    this.#onOver.get(attempt)?.()
    for (const question of this.#open.values())
      if (question.attempt === attempt) question.answered({ over: true })
  }
}

/** Ever more rarely, so that many workers do not bury who is slow under the same questions: at 1, 2, 4, 8, 16, 24 and so on. */
function isTimeToAsk(looks: number): boolean {
  return looks % mostLooks === 0 || [1, 2, 4].includes(looks)
}
