import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, it } from 'vitest'

import { folder, textgrad } from '../typed.test.support.ts'

function written(name: string, lines: readonly string[]): string {
  writeFileSync(join(folder, name), `${lines.join('\n')}\n`)
  return name
}

const run = (file: string, ...more: readonly string[]) => textgrad('run', '--config', file, ...more)

describe('textgrad run --config', () => {
  it('runs what a file of TypeScript says', async () => {
    const file = written('good.ts', [
      "import type { RunConfig } from '@textgrad/cli'",
      "const config: RunConfig = { run: 'molecules', start: 'CCO', steps: 2, maxEvaluations: 40 }",
      'export default config',
    ])
    const { code, out, err } = await run(file)
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toMatch(/up to 2 steps\n.*\n +0 .* start +CCO /)
  })

  it('runs what a file of JSON says, and typed flags win', async () => {
    const { code, out } = await run(
      written('good.json', ['{"run": "molecules", "start": "CCO", "steps": 2}']),
      '--steps=1',
    )
    expect(code).toBe(0)
    expect(out).toMatch(/up to 1 steps\n.*\n +0 .* start +CCO /)
  })

  it('tells the same run as the flags that the file stands for', async () => {
    const file = written('same.ts', [
      "export default { run: 'molecules', start: 'CCC', objective: 'qed', seed: 3, steps: 2 }",
    ])
    const events = async (...typed: readonly string[]) => {
      const { out } = await textgrad('run', ...typed, '--json')
      return out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as { type: string; value?: unknown; score?: unknown })
        .filter(({ type }) => type === 'evaluation' || type === 'update')
        .map(({ type, value, score }) => ({ type, value, score }))
    }
    const typed = await events('molecules', '--start=CCC', '--objective=qed', '--seed=3', '--steps=2')
    expect(await events('--config', file)).toEqual(typed)
    expect(typed.length).toBeGreaterThan(2)
  })

  it('reads paths from where the file is', async () => {
    mkdirSync(join(folder, 'inner'))
    written('inner/drugs.csv', ['name,smiles', 'aspirin,CC(=O)Oc1ccccc1C(=O)O'])
    const file = written('inner/paths.ts', [
      "export default { run: 'molecules', start: 'CCO', drugs: 'drugs.csv', steps: 1 }",
    ])
    const { code, err } = await run(file)
    expect({ code, err }).toEqual({ code: 0, err: '' })
  })
})

const refused: readonly (readonly [name: string, lines: readonly string[], error: string])[] = [
  [
    'an unknown key',
    ['export default {', "  run: 'molecules',", "  objectve: 'qed',", '}'],
    ':3: Unknown key "objectve"; did you mean objective?',
  ],
  [
    'an unknown task',
    ['export default {', "  run: 'molecule',", '}'],
    ':2: Unknown task "molecule"; did you mean molecules?',
  ],
  [
    'no task',
    ['', 'export default {', '  steps: 2,', '}'],
    ':2: run is missing: one of the tasks molecules, question, prompt, radiotherapy, code',
  ],
  [
    'a text for a number',
    ["export default { run: 'molecules',", "  steps: '3' }"],
    ':2: steps must be a number, got "3"',
  ],
  [
    'a fraction for a whole number',
    ["export default { run: 'molecules',", '  steps: 1.5 }'],
    ':2: steps must be a whole number, got 1.5',
  ],
  [
    'too small a number',
    ["export default { run: 'molecules',", '', '  patience: 0 }'],
    ':3: patience must be at least 1, got 0',
  ],
  [
    'a number for a switch',
    ["export default { run: 'molecules',", '  critic: 1 }'],
    ':2: critic must be true or false, got 1',
  ],
  [
    'a text for a list',
    ["export default { run: 'molecules',", "  engine: 'rules' }"],
    ':2: engine must be a list of texts, got "rules"',
  ],
  [
    'a choice that there is not',
    ["export default { run: 'molecules',", "  objective: 'qad' }"],
    ':2: objective must be one of qed, paper, dockstring, got "qad"; did you mean qed?',
  ],
  [
    'what the task refuses',
    ["const own = { run: 'molecules',", '  dockings: 0 }', 'export default own'],
    ':2: dockings: Too small: expected number to be >=1',
  ],
  [
    'broken TypeScript',
    ['export default {', "  run: 'molecules'", '  steps: 2', '}'],
    ":3: Expected ',', got 'ident'",
  ],
  [
    'no object',
    ['export default 3'],
    ": Expected an object that is exported by default, such as { run: 'molecules' }",
  ],
  [
    'an optimizer that there is not',
    ["export default { run: 'molecules',", "  optimizer: 'tdg' }"],
    ':2: optimizer must be one of tgd, momentum, revolve, gepa, beam, opro, reflexion, bootstrap-few-shot, random, hill-climb, evolutionary, nelder-mead, cma-es, gp-ei, got "tdg"; did you mean tgd?',
  ],
  [
    'letters that are swapped',
    ["export default { run: 'molecules',", '  setps: 2 }'],
    ':2: Unknown key "setps"; did you mean steps?',
  ],
  [
    'what JSON has no form for',
    ["export default { run: 'molecules',", '  steps: 3n }'],
    ':2: steps must be a number, got 3n',
  ],
  [
    'a function',
    ["export default { run: 'molecules',", '  steps: () => 3 }'],
    ':2: steps must be a number, got a function',
  ],
  ['a module that throws', ["throw new Error('boom')"], ': boom'],
]

describe('a configuration that is wrong', () => {
  it.each(refused)('%s: one line with file and line, exit 2', async (name, lines, error) => {
    const file = written(`${name.replaceAll(' ', '-')}.ts`, lines)
    const { code, out, err } = await run(file)
    expect({ code, out, err }).toEqual({ code: 2, out: '', err: `textgrad: ${file}${error}\n` })
  })

  it('points into JSON as well', async () => {
    const wrong = await run(written('wrong.json', ['{"run": "molecules",', '"stepps": 3}']))
    expect(wrong.err).toBe('textgrad: wrong.json:2: Unknown key "stepps"; did you mean steps?\n')
    const broken = await run(written('broken.json', ['{"run": "molecules",', '"steps" 3}']))
    expect(broken.err).toMatch(/^textgrad: broken\.json:2: Unexpected token/)
    // What JavaScript would read is not all JSON.
    const comma = await run(written('comma.json', ['{"run": "molecules",', '"steps": 3,', '}']))
    expect(comma).toMatchObject({ code: 2, out: '' })
    expect(comma.err).toMatch(/^textgrad: comma\.json:3: Expected double-quoted property name.*\n$/)
  })

  it.each([
    [['--config'], 'Expected a task or --config <file> (try --help)'],
    [['--config', 'nothing.ts'], /ENOENT: no such file or directory, open '.*nothing\.ts'/],
  ])('%j: one line, exit 2', async (typed, error) => {
    const { code, err } = await textgrad('run', ...typed)
    expect(code).toBe(2)
    expect(err).toMatch(error)
    expect(err.trim().split('\n')).toHaveLength(1)
  })
})
