import { dirname, join, parse } from 'node:path'

import { CaseError } from '../errors.ts'
import { readBinary } from './binary.ts'

/** Where the binary files of a bundle are. */
export const folderOf = (file: string): string => join(dirname(file), parse(file).name)

/**
 * Reads the weights of a bundle's bixels from its file `w_<name>.f64`.
 * @throws CaseError naming the file and the rule, where they are not one for each bixel, finite and not negative.
 */
export async function readWeights(file: string, name: string, bixels: number): Promise<Float64Array> {
  const binary = `w_${name}.f64`
  const weights = await readBinary(folderOf(file), [`w_${name}`, 'f64'], bixels)
  const wrong = weights.findIndex((weight) => !(weight >= 0 && weight < Infinity))
  if (wrong < 0) return weights
  throw new CaseError(join(folderOf(file), binary), {
    field: `${binary}[${wrong}]`,
    rule: `expected a finite weight that is not negative, got ${weights[wrong]}`,
  })
}
