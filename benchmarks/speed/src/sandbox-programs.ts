import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'

import { readHumanEval, type Problem } from '@textgrad/code'
import { sharedPath } from '@textgrad/host/testing'

/** HumanEval's problems, and each canonical solution with its tests as one program. */
export interface HumanEval {
  readonly problems: readonly Problem[]
  readonly programs: readonly string[]
}

/** The first of them. Throws an Error where the data set is missing. */
export async function humanEval(count: number): Promise<HumanEval> {
  const file = sharedPath('data/humaneval/HumanEval.jsonl.gz')
  if (file === undefined) throw new Error('this benchmark needs data/humaneval in the shared folder')
  const rows = gunzipSync(readFileSync(file)).toString().trim().split('\n').slice(0, count)
  const programs = rows.map((line) => {
    const row = JSON.parse(line) as Record<string, string>
    return `${row['prompt']}${row['canonical_solution']}\n${row['test']}\ncheck(${row['entry_point']})`
  })
  return { problems: (await readHumanEval(file)).slice(0, count), programs }
}
