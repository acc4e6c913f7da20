import { existsSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, it } from 'vitest'

import { ablations } from './ablations.ts'
import { ablation } from './commands/ablation.ts'
import { linesOf, runs, store } from './kept.test.support.ts'
import { tasks } from './tasks.ts'
import { textgrad as typed } from './textgrad.ts'
import { folder, simulatedModel, textgrad } from './typed.test.support.ts'
import { UsageError } from './usage-error.ts'

const paracetamol = 'CC(=O)Nc1ccc(O)cc1'

interface Line {
  readonly type: 'optimizer' | 'test'
  readonly optimizer: string
  readonly best: readonly { readonly median: number }[]
}

/** A language model, simulated: it takes away what the feedback speaks of, and knows nothing else. */
function chemist(prompt: string): string {
  const said = /<feedback>([^]*?)<\/feedback>/.exec(prompt)?.[1] ?? ''
  let molecule = /<text>\s*(\S+)\s*<\/text>/.exec(prompt)![1]!
  if (said.includes('aldehyde')) molecule = molecule.replace(/^O=C/, 'C')
  if (said.includes('nitro')) molecule = molecule.replace('([N+](=O)[O-])', '')
  for (const cost of ['weight', 'lipophilicity', 'rotatable'])
    if (said.includes(cost)) molecule = molecule.replace('CCC', 'C')
  return molecule
}

describe('textgrad bench ablation', { timeout: 240_000 }, () => {
  it('runs each variant as a comparison does, keeps it, and tells what feedback is worth', async () => {
    await using model = await simulatedModel(chemist)
    const engine = ['--engine', 'openai:small', '--base-url', model.url]
    const args = ['bench', 'ablation', 'feedback', 'molecules', '--budget=3', '--seeds=2']
    const ended = await textgrad(...args, ...engine, ...store('feedback'), '--json')
    expect(ended).toMatchObject({ code: 0, err: '' })
    const lines = linesOf<Line>(ended).filter(({ type }) => type === 'optimizer')
    const variants = ['', '+feedback-quality=degraded', '+feedback-quality=random', '+feedback-quality=none']
    expect(lines.map(({ optimizer }) => optimizer)).toEqual(variants.map((how) => `tgd${how}`))
    const [whole, degraded, , none] = lines.map(({ best }) => best.at(-1)!.median)
    expect(whole).toBeGreaterThan(degraded!)
    expect(degraded).toBeGreaterThan(none!)
    // Without feedback it writes what was there: two runs with thirty steps each that change nothing.
    expect(lines[3]).toMatchObject({ findings: { citation: 0, oscillation: 0, 'no progress': 4 } })
    const kept = await runs(...store('feedback'))
    expect(kept).toHaveLength(8)
    const shown = await textgrad('show', kept[3]!.id, ...store('feedback'))
    expect(shown.out).toMatch(/^Options +.*feedback-quality none/m)
    expect(shown.out).toMatch(/^Found +2 times no progress$/m)
    const before = model.asked.length
    expect((await textgrad(...args, ...engine, ...store('feedback'))).out).toMatch(
      /^tgd.*=none .* no progress/m,
    )
    expect(model.asked.length).toBe(before)
  })

  it('puts another model in the place of one, purpose by purpose', async () => {
    await using model = await simulatedModel(paracetamol)
    const engines = ['--engine', 'openai:small', '--other', 'openai:large', '--base-url', model.url]
    const args = ['bench', 'ablation', 'models', 'molecules', '--budget=2', '--seeds=1', '--max-calls=1']
    const ended = await textgrad(...args, ...engines, ...store('models'))
    expect(ended).toMatchObject({ code: 0, err: '' })
    const asked = model.asked.map((body) => (JSON.parse(body) as { model: string }).model)
    expect(asked).toEqual(['small', 'small', 'small', 'small', 'large', 'large'])
  })

  it('measures how far feedback agrees, and what it cites that is not there', async () => {
    await using model = await simulatedModel(
      'Remove the chlorine at atom 99; the weight of 512.7 is too high.',
    )
    const args = ['bench', 'ablation', 'consistency', 'molecules', '--critic', '--start', paracetamol]
    const rest = ['--samples=3', '--seeds=1', '--engine', 'openai:small', '--base-url', model.url]
    const ended = await textgrad(...args, ...rest, ...store('consistency'), '--json')
    expect(ended).toMatchObject({ code: 0, err: '' })
    const lines = linesOf<{ findings: { citation: number }; calls: number }>(ended)
    expect(lines).toHaveLength(4)
    // Each of three replies cites a fragment, an atom and a number that are not there.
    expect(lines[0]).toMatchObject({ words: 1, citations: 1, calls: 3, findings: { citation: 9 } })
    // With a call per edge the critic's words come back as feedback, and have been told by then.
    expect(lines[1]).toMatchObject({ words: 1, calls: 6, findings: { citation: 9 } })
    const table = await textgrad(...args, ...rest, ...store('consistency'))
    expect(table.out).toMatch(/^agreement\+samples=3 +1\.000 +1\.000 +9 +3$/m)
  })
})

describe('wrong arguments of an ablation, and of variants', { timeout: 120_000 }, () => {
  const compared = (names: string): string[] => [
    'compare',
    'molecules',
    '--budget=3',
    `--optimizers=${names}`,
  ]
  const own = (name: string, ...more: string[]): string[] => ['bench', 'ablation', name, 'molecules', ...more]
  it.each([
    [['bench', 'ablation', 'feedbck'], 'did you mean feedback?'],
    [['bench', 'ablation', 'gate'], 'Expected a task: molecules'],
    [own('gate'), '--budget is missing'],
    [own('models', '--budget=3'), '--other is missing'],
    [own('models', '--budget=3', '--other=gpt', '--engine=rules'), '--engine is rules or a model'],
    [own('feedback', '--budget=3'), '--feedback-quality needs a model'],
    [own('batch', '--budget=3'), '--batch-size needs a task with training items'],
    [own('consistency', '--samples=1'), '--samples must be at least 2'],
    [own('consistency', '--budget=3'), 'Unknown option --budget'],
    [compared('tgd,tgd+gate=nope'), '--optimizers tgd+gate=nope: --gate must be one of improves'],
    [compared('tgd,tgd+gat=always'), 'did you mean --gate?'],
    [compared('tgd,tgd+steps=3'), 'Unknown option --steps'],
    [compared('rules,rules+gate=always'), 'rules have no settings'],
    [compared('tgd,gepa+backward=graph'), '--backward is for tgd, momentum, revolve, not for gepa'],
    [compared('tgd,tgd+window=2'), '--window is for momentum, not for tgd'],
    [compared('tgd,tgd+window'), '--window needs a value'],
    [compared('tgd,tgd+proposals=1'), 'tgd and tgd+proposals=1 are the same'],
    [compared('tgd,agreement'), 'there is no optimizer "agreement"'],
    [compared('tgd,momentum+window=2+summarised'), '--window and --summarised exclude each other'],
    [compared('tgd,tgd+backward=graph+samples=3'), '--samples needs another --backward than graph'],
    [compared('tgd,tgd+gate=sign'), '--gate sign needs a task that is judged on items'],
    [['run', 'molecules', '--wording=brief'], '--wording needs a model'],
    [['run', 'molecules', '--optimizer=agreement'], '--optimizer must be one of tgd'],
  ])('%j: refused in one line', async (args, message) => {
    const refused = await typed(args).catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(UsageError)
    expect((refused as Error).message).toContain(message)
    expect((refused as Error).message).not.toContain('\n')
  })

  it('end with code 2, and nothing is written', async () => {
    const wrong = [...compared('tgd,tgd+feedback-quality=none'), ...store('wrong')]
    const { code, out, err } = await textgrad(...wrong)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toMatch(/^textgrad: .*needs a model: .*\n$/)
    expect(existsSync(join(folder, 'wrong.db'))).toBe(false)
  })

  it('every ablation is there for every task, with an example', () => {
    const groups = ablation.subCommands as Record<string, typeof ablation>
    expect(Object.keys(groups)).toEqual(Object.keys(ablations))
    for (const [name, one] of Object.entries(groups))
      for (const [task, { example }] of Object.entries(one.subCommands as Record<string, typeof ablation>))
        expect(example).toMatch(new RegExp(`^textgrad bench ablation ${name} ${task} .*--engine `))
    expect(Object.keys(groups['gate']!.subCommands!)).toEqual(tasks.map(({ name }) => name))
  })
})
