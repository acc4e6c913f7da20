/** So many steps without a better best are worth a word, and so many whose updates change nothing. */
const stepsWithoutBetter = 5
const stepsWithoutChange = 3

/** What is known of a step that has ended. */
export interface EndedStep {
  /** What became of its updates; none where nobody was asked for one. */
  readonly outcomes: readonly string[]
  /** Steps in a row, with this one, that found nothing better. */
  readonly stale: number
}

/** Finds out that steps go on without result: told once, until there is a result again. */
export class Standstill {
  #isTold = false
  #unchanged = 0

  /** What there is to say of it, in words. */
  ended({ outcomes, stale }: EndedStep): readonly string[] {
    if (stale === 0) this.#isTold = false
    const said: string[] = []
    // Search that asks nobody for an update tries in vain by design; that no feedback asked for a change is no standstill.
    const asked = outcomes.filter((outcome) => outcome !== 'skipped')
    if (asked.length === 0) return said
    if (stale >= stepsWithoutBetter && !this.#isTold) {
      this.#isTold = true
      said.push(`${stale} steps in a row found nothing better`)
    }
    this.#unchanged = asked.includes('changed') ? 0 : this.#unchanged + 1
    if (this.#unchanged === stepsWithoutChange)
      said.push(`the updates of ${this.#unchanged} steps in a row changed nothing`)
    return said
  }
}
