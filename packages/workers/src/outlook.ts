import type { Cards } from './cards.ts'
import { Desertion, refusal } from './desertion.ts'
import type { Wanted } from './wanted.ts'

export interface OutlookOptions {
  /** Which, and where. */
  readonly queue: string
  readonly tell: (remark: string) => void
}

/** What is known of the workers of a queue, and told of those that are missing or of no use. */
export class Outlook {
  /** Those that take the jobs, as last seen. */
  workers = 0
  readonly #cards: Cards
  readonly #desertion: Desertion
  readonly #tell: (remark: string) => void

  constructor(cards: Cards, { queue, tell }: OutlookOptions) {
    this.#cards = cards
    this.#desertion = new Desertion(queue)
    this.#tell = tell
  }

  /** `isIdle`: jobs wait, and no worker holds any. */
  async look(wants: readonly Wanted[], isIdle: boolean): Promise<void> {
    const cards = await this.#cards.workers()
    const fitting = cards.filter((card) => wants.some((wanted) => refusal(card, wanted) === undefined))
    this.workers = fitting.length
    const missing = this.#desertion.of(isIdle ? wants : [], cards)
    const strangers = fitting.length > 0 ? this.#desertion.strangers(wants, cards) : []
    for (const remark of [...missing, ...strangers]) this.#tell(remark)
  }
}
