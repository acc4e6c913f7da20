import { seededAsNumpy, type Words } from './mersenne-twister.ts'

export interface PaperBatchOptions {
  /** Of NumPy's generator (default: 42, as in the paper's program). */
  readonly seed?: number
  /** Items per batch (default: 3). */
  readonly batchSize?: number
  /** Batches that are used of an epoch before the next one begins (default: 4). */
  readonly perEpoch?: number
  /** Default: 3. */
  readonly epochs?: number
}

/**
 * The batches of the TextGrad paper's prompt optimisation, as places of training items: one array of places, shuffled again
 * in place by `numpy.random.shuffle` for every epoch, of which the first batches are used. Within an epoch no item comes
 * twice, although the paper speaks of replacement.
 * @throws RangeError for fewer items than an epoch uses, or numbers that are not whole from 1 up.
 */
export function paperBatches(items: number, options: PaperBatchOptions = {}): readonly (readonly number[])[] {
  const { seed = 42, batchSize = 3, perEpoch = 4, epochs = 3 } = options
  for (const [name, value] of Object.entries({ batchSize, perEpoch, epochs })) {
    if (Number.isSafeInteger(value) && value >= 1) continue
    throw new RangeError(`Expected ${name} to be a whole number from 1 up, got ${value}`)
  }
  if (!Number.isSafeInteger(items) || items < batchSize * perEpoch) {
    throw new RangeError(
      `Expected at least ${batchSize * perEpoch} items, which is what an epoch uses, got ${items}`,
    )
  }
  const next = seededAsNumpy(seed)
  const places = [...Array(items).keys()]
  return Array.from({ length: epochs }, () => {
    shuffle(places, next)
    return Array.from({ length: perEpoch }, (_, at) => places.slice(at * batchSize, (at + 1) * batchSize))
  }).flat()
}

/** As `numpy.random.RandomState.shuffle` does it: each place from the last on is exchanged with one up to it. */
function shuffle(places: number[], next: Words): void {
  for (let i = places.length - 1; i > 0; i--) {
    const j = upTo(i, next)
    ;[places[i], places[j]] = [places[j]!, places[i]!]
  }
}

/** NumPy draws as many bits as the bound has, until the number is no more than it. */
function upTo(bound: number, next: Words): number {
  const mask = 0xffffffff >>> Math.clz32(bound)
  for (;;) {
    const drawn = (next() & mask) >>> 0
    if (drawn <= bound) return drawn
  }
}
