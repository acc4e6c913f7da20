import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { gunzipSync } from 'node:zlib'

import { codeBlocks } from '@textgrad/host/testing'

/** Writes the programs of a page into a folder: each begins with its name, as in `# shop/prices.py`. */
export function filesOf(page: string, folder: string): void {
  for (const { code } of codeBlocks('python').filter((block) => block.page === page)) {
    const [before, ...named] = code.split(/^# (\S+\.py)\n/m)
    if (before !== '') throw new Error(`${page}: a program without a name: ${before}`)
    for (let place = 0; place < named.length; place += 2) {
      const path = join(folder, named[place]!)
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, named[place + 1]!)
    }
  }
}

interface Problem {
  readonly task_id: string
  readonly canonical_solution: string
}

/** Writes a sample for each problem of HumanEval, of which all but the second are right. */
export function samplesOf(folder: string): void {
  const text = gunzipSync(readFileSync(join(folder, 'HumanEval.jsonl.gz'))).toString()
  const problems = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Problem)
  const samples = problems.map(({ task_id, canonical_solution }, place) => ({
    task_id,
    completion: place === 1 ? '    return []\n' : canonical_solution,
  }))
  writeFileSync(join(folder, 'samples.jsonl'), samples.map((one) => `${JSON.stringify(one)}\n`).join(''))
}
