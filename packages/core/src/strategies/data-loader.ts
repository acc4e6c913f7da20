import { random } from '../run/random.ts'

/**
 * Mini-batches of items, each epoch in another order. A batch depends on the seed and the step alone, so a
 * resumed run sees the same ones.
 * @throws RangeError for a batch size that is not a whole number from 1 up, or without an item.
 */
export class DataLoader<Item> {
  readonly #items: readonly Item[]
  readonly #size: number
  readonly #seed: number

  constructor(items: readonly Item[], { batchSize, seed }: { batchSize: number; seed: number }) {
    if (!Number.isInteger(batchSize) || batchSize < 1) {
      throw new RangeError(`Expected a batch size of a whole number from 1 up, got ${batchSize}`)
    }
    if (items.length === 0) throw new RangeError('Expected at least one item to make batches of')
    this.#items = items
    this.#size = Math.min(batchSize, items.length)
    this.#seed = seed
  }

  /** The batch of a step, counted from 0; the last one of an epoch may be smaller. */
  batch(step: number): readonly Item[] {
    const perEpoch = Math.ceil(this.#items.length / this.#size)
    const epoch = Math.floor(step / perEpoch)
    const order = random(this.#seed, `epoch-${epoch}`).shuffle(this.#items)
    const from = (step % perEpoch) * this.#size
    return order.slice(from, from + this.#size)
  }
}
