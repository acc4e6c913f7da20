import { readFile } from 'node:fs/promises'

import { parse } from 'csv-parse/sync'
import { z } from 'zod'

/** A drug that the user has, and the target that it is approved for. */
export interface Drug {
  readonly smiles: string
  /** By the name of DOCKSTRING's target; '' where it is not said. */
  readonly target: string
  readonly name: string
}

const row = z.object({
  smiles: z.string().min(1),
  target: z.string().default(''),
  name: z.string().default(''),
})

/** Rejects with a TypeError for a file that is no table with a column smiles. */
export async function readKnownDrugs(file: string): Promise<readonly Drug[]> {
  const rows: unknown = tableOf(await readFile(file, 'utf8'), file)
  const read = z.array(row).min(1).safeParse(rows)
  if (read.success) return read.data
  throw new TypeError(
    `${file}: expected a table with the columns smiles, target and perhaps name: ${read.error.issues[0]!.message}`,
  )
}

function tableOf(text: string, file: string): unknown {
  try {
    return parse(text, {
      columns: (names: string[]) => names.map((name) => name.trim().toLowerCase()),
      trim: true,
    })
  } catch (cause) {
    throw new TypeError(`${file}: expected a table (CSV): ${(cause as Error).message}`, { cause })
  }
}
