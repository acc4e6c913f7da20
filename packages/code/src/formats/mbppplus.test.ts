import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

import { afterAll, describe, expect, it } from 'vitest'

import { restoredInputs } from './mbpp-types.ts'
import { readMbppPlus } from './mbppplus.ts'

const folder = mkdtempSync(join(tmpdir(), 'mbpp-'))
afterAll(() => rmSync(folder, { recursive: true }))

describe('a file of the form of MBPP+', () => {
  it('gives assertions as local tests and inputs with their types', async () => {
    const file = join(folder, 'MbppPlus.jsonl.gz')
    const line = String.raw`{"task_id": "Mbpp/2", "prompt": "\"\"\"Shared elements.\nassert set(shared((3, 4), (4, 5))) == {4}\n\"\"\"\n", "entry_point": "shared", "canonical_solution": "\ndef shared(a, b):\n    return tuple(set(a) & set(b))\n", "assertion": "assert shared((3, 4), (4, 5)) == (4,)\nassert set(shared((1,), (1, 2.0))) == {1}", "base_input": [[[3, 4], [4, 5]]], "plus_input": [[[1.0], []]], "atol": 0}`
    writeFileSync(file, gzipSync(`${line}\n`))
    const [problem, ...others] = await readMbppPlus(file)
    expect(others).toEqual([])
    expect(problem).toMatchObject({
      id: 'Mbpp/2',
      entryPoint: 'shared',
      inputs: {
        base: [[{ $tuple: [3, 4] }, { $tuple: [4, 5] }]],
        plus: [[{ $tuple: [{ $float: 1 }] }, { $tuple: [] }]],
      },
      tolerance: { absolute: 1e-6, relative: 1e-7 },
    })
    expect(problem?.tests.local).toMatchObject([
      { kind: 'call', call: { function: 'shared' }, expected: { $tuple: [4] } },
      { kind: 'script', code: 'assert set(shared((1,), (1, 2.0))) == {1}', entryPoint: 'shared' },
    ])
  })

  it.each([
    ['Mbpp/63', [[[1, 2], [3]]], [[{ $tuple: [1, 2] }, { $tuple: [3] }]]],
    ['Mbpp/75', [[[1, 2]], 3], [[{ $tuple: [1, 2] }], 3]],
    ['Mbpp/106', [[1], [2]], [[1], { $tuple: [2] }]],
    ['Mbpp/115', [[[1], [], {}]], [[{ $set: [1] }, {}, {}]]],
    ['Mbpp/124', ['0', '(2+1.5j)'], [{ $float: 0 }, { $complex: [{ $float: 2 }, 1.5] }]],
    ['Mbpp/252', ['(-1-2j)'], [{ $complex: [{ $float: -1 }, { $float: -2 }] }]],
    ['Mbpp/252', ['1j'], [{ $complex: [{ $float: 0 }, { $float: 1 }] }]],
    ['Mbpp/259', [[[1], [2]]], [{ $tuple: [{ $tuple: [1] }, { $tuple: [2] }] }]],
    ['Mbpp/278', [[1, [2]]], [{ $tuple: [1, { $tuple: [2] }] }]],
    ['Mbpp/307', [[1], 2, 3], [{ $tuple: [1] }, 2, 3]],
    ['Mbpp/722', [{ a: [1, 2] }, 6], [{ a: { $tuple: [1, 2] } }, 6]],
    ['Mbpp/791', [[1, [2, [3]]]], [{ $tuple: [1, { $tuple: [2, { $tuple: [3] }] }] }]],
    ['Mbpp/3', [[1], 2], [[1], 2]],
  ])('%s: %j becomes %j', (id, inputs, restored) => {
    expect(restoredInputs(id, inputs as never)).toEqual(restored)
  })
})
