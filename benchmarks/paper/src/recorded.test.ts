import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { sharedPath } from '@textgrad/host/testing'
import { loadMmlu } from '@textgrad/questions'
import { afterAll, describe, expect, it } from 'vitest'

import { recomputed, recordedExperiments } from './experiments.ts'
import { gpqa } from './gpqa.ts'
import { leetcode, reflexion } from './leetcode.ts'
import { expectedFigures } from './recorded/expected.ts'
import { foldersFor } from './recorded/folders.ts'
import { recordedData, textgradResults } from './recorded/sets.ts'

const folder = mkdtempSync(join(tmpdir(), 'textgrad-paper-'))
afterAll(() => rmSync(folder, { recursive: true }))

const readJson = (file: string): any => JSON.parse(readFileSync(file, 'utf8'))

const shared = sharedPath('data')
describe.skipIf(!shared)('recorded outputs', () => {
  const data = shared!

  it.each(recordedExperiments.map((experiment) => [experiment.name, experiment] as const))(
    '%s: every figure is as expected',
    async (_, experiment) => {
      const figures = await recomputed(experiment, { data })
      expect(figures.length).toBeGreaterThan(1)
      for (const { expected, ours, match } of figures) expect([ours, match]).toEqual([expected, true])
    },
  )

  it('the figures that are named in the paper’s tables', async () => {
    const all = await Promise.all(recordedExperiments.map((one) => recomputed(one, { data })))
    const ours = new Map(all.flat().map((one) => [`${one.experiment}: ${one.figure}`, one.ours]))
    expect(Object.fromEntries(ours)).toMatchObject({
      'gpqa: right: zero-shot, of 198': 101,
      'gpqa: right: majority vote, of 198': 109,
      'mmlu-ml: right: zero-shot, of 112 prompts': 96,
      'mmlu-ml: right: majority vote, of 112 prompts': 99,
      'mmlu-physics: right: zero-shot, of 102 rows': 93,
      'mmlu-physics: right: majority vote, of 102 rows': 97,
      'leetcode: zero-shot, completion rate': 0.2564,
      'leetcode: TextGrad, completion rate': 0.359,
      'leetcode: TextGrad, standard error of 4 seeds': 0.0181,
      'reflexion: completion rate': 0.3077,
      'reflexion: standard error of 5 seeds': 0.0181,
      'object-counting: code-davinci-002, cot, accuracy in % of 250': 93.2,
      'object-counting: code-davinci-002, direct, accuracy in % of 250': 45.2,
      'word-sorting: code-davinci-002, cot, accuracy in % of 250': 40.4,
      'word-sorting: code-davinci-002, direct, accuracy in % of 250': 50.4,
      'gsm8k: judged as recorded': 5276,
    })
  })

  it('always the same letter is right as often as is known of them', async () => {
    const share = (letters: readonly string[], letter: string): number =>
      (100 * letters.filter((one) => one === letter).length) / letters.length
    const best = async (subject: 'machine_learning' | 'college_physics'): Promise<number> => {
      const letters = (await loadMmlu(join(data, 'mmlu'), subject)).map(({ answer }) => answer)
      return Math.max(...['A', 'B', 'C', 'D'].map((letter) => share(letters, letter)))
    }
    const gpqaLetters = readJson(join(data, 'textgrad-results/gpqa_labels.json')).map(
      (one: { answer: string }) => one.answer,
    )
    expect(share(gpqaLetters, 'C')).toBe(100)
    expect(await best('machine_learning')).toBe(31.25)
    expect(await best('college_physics')).toBeCloseTo(37.25, 2)
  })

  it('what is expected is what lies beside the outputs', () => {
    expect(readJson(join(data, 'textgrad-results/expected.json'))).toEqual(expectedFigures)
  })

  it.each(recordedData.map((set) => [set.name, set] as const))(
    '%s: addresses, sizes and checksums are those of its manifest',
    (name, { licence, files }) => {
      const manifest = readJson(join(data, name, 'manifest.json'))
      const raw = manifest.source_repo.replace('github.com', 'raw.githubusercontent.com')
      const verbatim = manifest.files.filter(
        (file: any) => !/derived/.test(file.path_in_repo) && !file.file.endsWith('.md'),
      )
      expect(verbatim.length).toBeGreaterThan(0)
      for (const { path_in_repo: path, bytes, sha256 } of verbatim) {
        const url = `${raw}/${manifest.commit}/${path}`
        expect(files.find((file) => file.url === url)).toMatchObject({ bytes, sha256 })
      }
      expect(manifest.licence).toContain(licence)
    },
  )

  it('are found where the folder is the set itself, holds it, or lies beside it', async () => {
    const own = join(data, 'textgrad-results')
    for (const named of [data, own, join(data, 'mmlu')])
      expect(await foldersFor({ data: named })(textgradResults)).toBe(own)
  })

  it('are not fetched in place of what is not in the folder', async () => {
    const empty = join(folder, 'empty')
    mkdirSync(empty)
    // Whatever was fetched on this machine does not count.
    const other = { ...textgradResults, name: 'no-such-results' }
    await expect(foldersFor({ data: empty })(other)).rejects.toThrow(
      new TypeError(
        `Expected ${empty} to hold the data set no-such-results, as files, as a folder no-such-results or beside it: "textgrad data get no-such-results" fetches it`,
      ),
    )
  })

  it('as they were published: questions with whole replies, and Reflexion by seed', async () => {
    const published = join(folder, 'published')
    mkdirSync(published)
    const labels = readJson(join(data, 'textgrad-results/gpqa_labels.json'))
    const predictions = labels.map(({ answer, matches }: any, index: number) => [
      `question ${index}`,
      { answer, predictions: matches.map((found: string[]) => `Reasons.\n${found.join(', no: ')}\n`) },
    ])
    write('published/gpqa_predictions.json', Object.fromEntries(predictions))
    const rows = readJson(join(data, 'textgrad-results/reflexion_labels.json'))
    const bySeed = Object.groupBy(rows, ({ seed }: any) => String(seed))
    for (const [seed, some] of Object.entries(bySeed)) {
      const lines = some!.map((row: any) => JSON.stringify({ is_solved: row.is_solved }))
      writeFileSync(join(published, `reflexion_${seed}.jsonl`), `${lines.join('\n')}\n`)
    }
    for (const experiment of [gpqa, reflexion]) {
      const figures = await recomputed(experiment, { data: published })
      expect(figures.filter(({ match }) => !match)).toEqual([])
    }
  })

  it('are held against what lies beside them, where that is there', async () => {
    const copy = join(folder, 'copy')
    mkdirSync(copy)
    for (const file of readdirSync(join(data, 'textgrad-results')))
      symlinkSync(join(data, 'textgrad-results', file), join(copy, file))
    rmSync(join(copy, 'expected.json'))
    expect((await recomputed(reflexion, { data: copy })).filter(({ match }) => !match)).toEqual([])
    write('copy/expected.json', { ...expectedFigures, leetcode_reflexion: { solved: { 15: 15 }, n: 39 } })
    const figures = await recomputed(reflexion, { data: copy })
    expect(figures).toContainEqual({
      experiment: 'reflexion',
      figure: 'solved with seed 15, of 39',
      expected: 15,
      ours: 14,
      match: false,
    })
  })

  it('that are malformed are refused, with file and rule', async () => {
    const wrong = join(folder, 'wrong')
    mkdirSync(wrong)
    const message = async (file: string, content: string, experiment = gpqa): Promise<string> => {
      writeFileSync(join(wrong, file), content)
      const error = await recomputed(experiment, { data: wrong }).catch((thrown: unknown) => thrown)
      expect(error).toBeInstanceOf(TypeError)
      return (error as Error).message.replace(wrong, '.')
    }
    expect(await message('gpqa_predictions.json', '{')).toMatch(/^\.\/gpqa_predictions\.json: expected JSON/)
    expect(await message('gpqa_predictions.json', '{"q":{"predictions":["A"],"answer":"A"}}')).toMatch(
      /^\.\/gpqa_predictions\.json: .*expected array to have exactly 5 items/s,
    )
    expect(await message('textgrad_run.csv', 'task_id,seed\na,1\n', leetcode)).toMatch(
      /^\.\/textgrad_run\.csv: /,
    )
    for (const seed of [17, 21, 55, 91])
      writeFileSync(join(wrong, `reflexion_${seed}.jsonl`), '{"is_solved":true}\n')
    expect(await message('reflexion_15.jsonl', '{"is_solved":1}', reflexion)).toMatch(
      /^\.\/reflexion_15\.jsonl, line 1: /,
    )
  })
})

function write(path: string, content: unknown): void {
  writeFileSync(join(folder, path), JSON.stringify(content))
}
