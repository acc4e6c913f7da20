import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { sharedPath } from '@textgrad/host/testing'
import type { Figure } from '@textgrad/paper'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { start, type Ended } from '../typed.test.support.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'textgrad-bench-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** Types a command with a folder for data sets of its own. */
const textgrad = (...args: readonly string[]): Promise<Ended> =>
  start(args, { TEXTGRAD_DATA: join(folder, 'fetched') }).ended

const figuresOf = ({ out }: Ended): Figure[] =>
  out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Figure)

const results = sharedPath('data/textgrad-results')
describe.skipIf(!results)('textgrad bench paper --recorded', () => {
  it('recomputes every figure, from the folder that is named', async () => {
    const ended = await textgrad('bench', 'paper', '--recorded', '--data', results!, '--json')
    expect({ code: ended.code, err: ended.err }).toEqual({ code: 0, err: '' })
    const figures = figuresOf(ended)
    expect(new Set(figures.map(({ experiment }) => experiment)).size).toBe(8)
    expect(figures.filter(({ match }) => !match)).toEqual([])
    expect(figures[0]).toEqual({
      experiment: 'gpqa',
      figure: 'questions',
      expected: 198,
      ours: 198,
      match: true,
    })
  })

  it('takes its data from where textgrad data get puts them', async () => {
    const from = join(results!, '../gsm8k-recorded-outputs')
    expect((await textgrad('data', 'get', 'gsm8k-recorded-outputs', '--from', from)).code).toBe(0)
    const { code, out } = await textgrad('bench', 'paper', 'gsm8k', '--recorded')
    expect(code).toBe(0)
    expect(out).toMatch(/^experiment +figure +expected +ours +match$/m)
    expect(out).toMatch(/^gsm8k +judged as recorded +5276 +5276 +yes$/m)
    expect(out).toMatch(/^5 of 5 figures match$/m)
  })

  it('ends with 1 where a figure does not match, and says what is missing besides', async () => {
    const copy = join(folder, 'results')
    mkdirSync(copy)
    for (const file of ['expected.json', 'reflexion_labels.json', 'mmlu_machine_learning_predictions.json'])
      symlinkSync(join(results!, file), join(copy, file))
    const content = readFileSync(join(results!, 'textgrad_run.csv'), 'utf8')
    writeFileSync(join(copy, 'textgrad_run.csv'), content.replace(',17,True,', ',17,False,'))
    const leetcode = await textgrad('bench', 'paper', 'leetcode', '--recorded', '--data', copy)
    expect(leetcode.code).toBe(1)
    expect(leetcode.out).toMatch(/solved with seed 17 +16 +15 +NO$/m)
    const all = await textgrad('bench', 'paper', '--recorded', '--data', copy, '--json')
    expect(new Set(figuresOf(all).map(({ experiment }) => experiment))).toEqual(
      new Set(['mmlu-ml', 'leetcode', 'reflexion']),
    )
    expect(all.err).toMatch(
      /^textgrad: ENOENT: no such file or directory, open '.*gpqa_predictions\.json'\n$/,
    )
    expect(all.code).toBe(2)
  })

  it('fetches nothing in place of a folder that is not there', async () => {
    const missing = join(folder, 'reslts')
    const { code, out, err } = await textgrad('bench', 'paper', '--recorded', '--data', missing)
    expect(err).toBe(
      `textgrad: Expected ${missing} to hold the data set textgrad-results, as files, as a folder textgrad-results or beside it: "textgrad data get textgrad-results" fetches it\n`,
    )
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(existsSync(join(folder, 'fetched'))).toBe(false)
  })
})

describe('wrong arguments', () => {
  it.each([
    [['bench'], 'Expected a command: paper'],
    [['bench', 'paper'], '--recorded is missing'],
    [['bench', 'paper', 'gpka', '--recorded'], 'Unknown experiment "gpka"; did you mean gpqa?'],
    [['bench', 'paper', 'gpqa', 'gsm8k', '--recorded'], "Unexpected argument 'gsm8k'"],
  ])('%j: one line, exit 2', async (args, message) => {
    const { code, out, err } = await textgrad(...args)
    expect(err).toContain(message)
    expect(err.trim().split('\n')).toHaveLength(1)
    expect({ code, out }).toEqual({ code: 2, out: '' })
  })
})
