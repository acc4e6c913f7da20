import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'

import { once } from './once.ts'

interface Table {
  /** Ids in order. */
  readonly ids: Uint32Array
  /** The score of each. */
  readonly scores: Float64Array
}

/** The score of a fragment that the table does not hold, as in RDKit. */
const unknown = -4

/** How common a fragment, by the id of its Morgan environment, is in PubChem: above 0 common, below rare. */
export function fragmentScore(id: number): number {
  const { ids, scores } = table()
  let [low, high] = [0, ids.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (ids[middle]! < id) low = middle + 1
    else high = middle
  }
  return ids[low] === id ? scores[low]! : unknown
}

/** Where the table is: the same place from src/measures and from dist/measures. */
const file = new URL('../../data/fragment-scores.bin.gz', import.meta.url)

const table = once(() => decode(gunzipSync(readFileSync(file))))

/** Reads what scripts/fragment_scores.py writes and explains. */
function decode(bytes: Buffer): Table {
  let at = 0
  const scoreCount = bytes.readUInt32LE(at)
  const distinct = Array.from({ length: scoreCount }, (_, index) => bytes.readDoubleLE(4 + 8 * index))
  at = 4 + 8 * scoreCount
  const count = bytes.readUInt32LE(at)
  at += 4
  const varint = (): number => {
    let [number, shift, byte] = [0, 1, 0]
    do {
      byte = bytes[at++]!
      number += (byte & 127) * shift
      shift *= 128
    } while (byte > 127)
    return number
  }
  const ids = new Uint32Array(count)
  for (let index = 0, id = 0; index < count; index++) ids[index] = id += varint()
  const scores = new Float64Array(count)
  for (let index = 0; index < count; index++) scores[index] = distinct[varint()]!
  return { ids, scores }
}
