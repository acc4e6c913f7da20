import { random } from '../run/random.ts'

export interface DataLoaderOptions {
  /** Items per batch. */
  readonly batchSize: number
  readonly seed: number
  /**
   * Default: each epoch shuffles the items anew, and its last batch may be smaller. With replacement every item of
   * a batch is drawn from all items, so a batch may hold one twice, and may be larger than there are items.
   */
  readonly replacement?: boolean
  /** Goes on where a loader over the same items with the same options was. */
  readonly state?: DataLoaderState
}

/** Where a loader is, as JSON. */
export interface DataLoaderState {
  readonly seed: number
  /** The step of the batch that comes next, counted from 0. */
  readonly step: number
  /** What the order of the batches depends on besides the seed. */
  readonly items: number
  readonly batchSize: number
  readonly replacement: boolean
}

/**
 * Mini-batches of items, each epoch in another order. A batch depends on the seed and the step alone, so a
 * resumed run sees the same ones. `batch(step)` gives any of them; `next()` and `for ... of` walk through them
 * and keep a position, which `state()` tells and the option `state` sets.
 * @throws RangeError for a batch size that is not a whole number from 1 up, without an item, or for a state whose
 * step is not a whole number from 0 up; TypeError for the state of another kind of loader.
 */
export class DataLoader<Item> {
  readonly #items: readonly Item[]
  readonly #size: number
  readonly #seed: number
  readonly #replacement: boolean
  readonly #perEpoch: number
  #step = 0

  constructor(items: readonly Item[], options: DataLoaderOptions) {
    const { batchSize, seed, replacement = false, state } = options
    if (!Number.isInteger(batchSize) || batchSize < 1) {
      throw new RangeError(`Expected a batch size of a whole number from 1 up, got ${batchSize}`)
    }
    if (items.length === 0) throw new RangeError('Expected at least one item to make batches of')
    this.#items = items
    this.#size = replacement ? batchSize : Math.min(batchSize, items.length)
    this.#seed = seed
    this.#replacement = replacement
    this.#perEpoch = Math.ceil(items.length / this.#size)
    if (state) this.#resume(state)
  }

  /** The batch of a step, counted from 0; the last one of an epoch may be smaller. */
  batch(step: number): readonly Item[] {
    if (this.#replacement) {
      const draw = random(this.#seed, `batch-${step}`)
      return Array.from({ length: this.#size }, () => draw.pick(this.#items))
    }
    const epoch = Math.floor(step / this.#perEpoch)
    const order = random(this.#seed, `epoch-${epoch}`).shuffle(this.#items)
    const from = (step % this.#perEpoch) * this.#size
    return order.slice(from, from + this.#size)
  }

  /** The batch at the present position, which moves on by one. There is always a next one. */
  next(): readonly Item[] {
    return this.batch(this.#step++)
  }

  /** The present position, to go on from with the option `state`. */
  state(): DataLoaderState {
    return {
      seed: this.#seed,
      step: this.#step,
      items: this.#items.length,
      batchSize: this.#size,
      replacement: this.#replacement,
    }
  }

  /** What is left of the present epoch: all of it where the last one was gone through. */
  *[Symbol.iterator](): Generator<readonly Item[], void> {
    const end = (Math.floor(this.#step / this.#perEpoch) + 1) * this.#perEpoch
    while (this.#step < end) yield this.next()
  }

  #resume(state: DataLoaderState): void {
    const own = this.state()
    for (const key of ['seed', 'items', 'batchSize', 'replacement'] as const) {
      if (state[key] === own[key]) continue
      throw new TypeError(
        `Expected the state of a data loader with the same ${key} (${own[key]}), got one with ${state[key]}`,
      )
    }
    if (!Number.isSafeInteger(state.step) || state.step < 0) {
      throw new RangeError(`Expected a state's step to be a whole number from 0 up, got ${state.step}`)
    }
    this.#step = state.step
  }
}
