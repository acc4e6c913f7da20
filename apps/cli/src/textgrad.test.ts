import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import type { RunEvent } from '@textgrad/core'
import { describe, expect, it } from 'vitest'

import { folder, simulatedModel, start, textgrad, type Ended } from './typed.test.support.ts'

function eventsOf({ out }: Ended): RunEvent[] {
  return out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as RunEvent)
}

describe('textgrad run molecules', () => {
  it('ends with the best candidate, as lines and as JSON', { timeout: 60_000 }, async () => {
    const shown = await textgrad('run', 'molecules', '--start', 'CCCCCCCC', '--steps', '3', '--seed', '2')
    expect(shown).toMatchObject({ code: 0, err: '' })
    expect(shown.out).toMatch(/^ {3}0 {2}0\.\d{4} +start +CCCCCCCC /m)
    expect(shown.out).toMatch(/^ {3}3 {2}0\.\d{4} +(kept|reverted) /m)
    const best = /^Best: (\S+)\nScore (0\.\d{4})/m.exec(shown.out)!

    const json = await textgrad(
      'run',
      'molecules',
      '--start',
      'CCCCCCCC',
      '--steps',
      '3',
      '--seed',
      '2',
      '--json',
    )
    const last = eventsOf(json).at(-1)
    expect(last).toMatchObject({ type: 'run-end', status: 'done', best: { value: best[1] } })
    const { score, metrics } = (last as Extract<RunEvent, { type: 'run-end' }>).best!
    expect(score.toFixed(4)).toBe(best[2])
    expect(metrics['qed']).toBe(score)
  })

  it('writes a report beside where it was typed', { timeout: 60_000 }, async () => {
    const { code, err } = await textgrad('run', 'molecules', '--steps', '1', '--report', 'report.html')
    expect(code).toBe(0)
    expect(err).toContain(join(folder, 'report.html'))
    expect(await readFile(join(folder, 'report.html'), 'utf8')).toMatch(/^<!doctype html>/i)
  })

  it('counts what the rules score for themselves, and keeps to a budget', { timeout: 60_000 }, async () => {
    const ended = await textgrad('run', 'molecules', '--steps', '9', '--max-evaluations', '30', '--json')
    expect(ended.code).toBe(0)
    const events = eventsOf(ended)
    const last = events.at(-1) as Extract<RunEvent, { type: 'run-end' }>
    expect(last.status).toBe('budget')
    expect(last.spent.evaluations).toBeLessThanOrEqual(30)
    const own = events.filter(({ type }) => type === 'evaluation').length
    const byRules = events.reduce(
      (sum, event) => sum + (event.type === 'generate' ? (event.usage.evaluations ?? 0) : 0),
      0,
    )
    expect(own + byRules).toBe(last.spent.evaluations)
  })

  it('ends in order when it is interrupted', { timeout: 60_000 }, async () => {
    const { child, ended } = start(['run', 'molecules', '--steps', '100000', '--json'])
    child.stdout!.once('data', () => setTimeout(() => child.kill('SIGINT'), 300))
    const { code, out, err } = await ended
    expect(code).toBe(130)
    expect(err).toContain('Stopping')
    expect(eventsOf({ code, out, err }).at(-1)).toMatchObject({
      type: 'run-end',
      status: 'aborted',
      best: { score: expect.any(Number) },
    })
  })

  it('runs on a model with the same command', { timeout: 60_000 }, async () => {
    // The model is simulated: it answers every update with one molecule.
    await using model = await simulatedModel('CC(=O)Nc1ccc(O)cc1')
    const ended = await textgrad(
      'run',
      'molecules',
      '--steps',
      '1',
      '--engine',
      'openai:small',
      '--base-url',
      model.url,
      '--json',
    )
    expect(ended).toMatchObject({ code: 0, err: '' })
    expect(model.asked).toHaveLength(1)
    expect(model.asked[0]).toContain('Drug-likeness (QED)')
    expect(eventsOf(ended).at(-1)).toMatchObject({
      best: { value: 'CC(=O)Nc1ccc(O)cc1' },
      spent: { calls: 1, tokens: 15 },
    })
  })
})

describe('wrong arguments', () => {
  it.each([
    [[], 'Expected a command: demo, run, compare, score, bench, tasks, doctor'],
    [['rn'], 'Unknown command "rn"; did you mean run?'],
    [['run'], 'Expected a task: molecules'],
    [['run', 'molcules'], 'Unknown task "molcules"; did you mean molecules?'],
    [['run', 'molecules', '--strat', 'C'], 'Unknown option --strat; did you mean --start?'],
    [['run', 'molecules', 'extra'], "Unexpected argument 'extra'"],
    [
      ['run', 'molecules', '--start', 'not a molecule'],
      'The start "not a molecule" is not a molecule in SMILES: syntax error',
    ],
    [['run', 'molecules', '--start', ''], 'the SMILES is empty'],
    [['run', 'molecules', '--start', 'C(C)(C)(C)(C)C'], "has 5 bonds, more than carbon's 4"],
    [['run', 'molecules', '--steps', 'many'], '--steps must be a whole number, got "many"'],
    [['run', 'molecules', '--steps', '1.5'], '--steps must be a whole number, got "1.5"'],
    [['run', 'molecules', '--steps', '-1'], '--steps needs a value'],
    [['run', 'molecules', '--steps=-1'], '--steps must be at least 0, got -1'],
    [['run', 'molecules', '--patience', '0'], '--patience must be at least 1, got 0'],
    [
      ['run', 'molecules', '--engine', 'magic'],
      "--engine is rules or a model: no engine is named 'magic'; there are openai:<model>, anthropic",
    ],
    [
      ['run', 'molecules', '--engine', 'openia:gpt-5-mini'],
      "--engine is rules or a model: no engine is named 'openia:gpt-5-mini'; did you mean openai:gpt-5-mini?",
    ],
    [
      ['run', 'molecules', '--engine', 'forward=rulse'],
      "--engine is rules or a model: no engine is named 'rulse'; did you mean rules?",
    ],
    [
      ['run', 'molecules', '--engine', 'judge=rules'],
      '--engine judge=: there is no purpose judge; there are forward',
    ],
    [
      ['run', 'molecules', '--engine', 'rules', '--engine', 'rules'],
      '--engine names two engines for default',
    ],
    [['run', 'molecules', '--engine', 'openai:gpt-5-mini'], 'set OPENAI_API_KEY'],
    [['run', 'molecules', '--report', 'nowhere/report.html'], 'no such file or directory'],
    [['score', 'molecules', '--in', 'none.csv'], 'no such file or directory'],
    [['run', 'molecules', '--optimizer', 'adam'], '--optimizer must be one of tgd, momentum, revolve, gepa'],
    [['run', 'molecules', '--optimizer', 'cma-es'], '--optimizer cma-es needs a task with a space'],
    [
      // Nobody listens there: whoever asked the model for a first answer would be told so.
      ['run', 'question', '--question=x', '--optimizer=random', '--engine=http://127.0.0.1:9/v1#m'],
      '--optimizer random needs a task with a space or moves',
    ],
    [['score', 'molecules', '--in', 'none.pdb'], 'expected a file that ends in .csv, .smi, .sdf'],
    [['score', 'molecules', '--out', 'x.csv'], '--out needs --in'],
    [
      ['doctor', '--task', 'x'],
      '--task must be one of molecules, question, prompt, radiotherapy, code, got "x"',
    ],
  ])('%j: one line, exit 2, nothing written', { timeout: 20_000 }, async (args, message) => {
    const { code, out, err } = await textgrad(...args)
    expect(err).toContain(message)
    expect(err.trim().split('\n')).toHaveLength(1)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(existsSync(join(folder, 'x.csv'))).toBe(false)
  })
})

describe('the rest', () => {
  it(
    'demo improves a poor molecule to QED 0.90 in ten steps or more, in words and pictures',
    { timeout: 60_000 },
    async () => {
      const { code, out } = await textgrad('demo')
      expect(code).toBe(0)
      expect(out.match(/^ +\d+ {2}.*(kept|reverted)/gm)!.length).toBeGreaterThanOrEqual(10)
      expect(out).toContain('↳ Drug-likeness (QED)')
      expect(Number(/^Score (\S+);/m.exec(out)?.[1])).toBeGreaterThanOrEqual(0.9)
      const report = await readFile(join(folder, 'textgrad-demo.html'), 'utf8')
      expect(report).toContain('data:image/svg+xml')
      expect(report).not.toMatch(/(src|href)="https?:/)
    },
  )

  it('help shows every flag of a task, and an example that works', { timeout: 20_000 }, async () => {
    const { code, out } = await textgrad('run', 'molecules', '--help')
    expect(code).toBe(0)
    for (const flag of ['--start', '--steps', '--engine', '--base-url', '--seed', '--json', '--report'])
      expect(out).toContain(flag)
    expect(out).toContain('Example: textgrad run molecules --steps 5 --seed 1')
    expect((await textgrad('--version')).out).toMatch(/^\d+\.\d+\.\d+\n$/)
  })

  it('does what its README shows', { timeout: 60_000 }, async () => {
    const readme = await readFile(join(import.meta.dirname, '../README.md'), 'utf8')
    const lines = readme.split('\n').filter((line) => line.startsWith('textgrad '))
    expect(lines).toHaveLength(5)
    for (const line of lines)
      expect(await textgrad(...line.split(' ').slice(1))).toMatchObject({ code: 0, err: '' })
  })

  it('tasks and doctor tell what is there', { timeout: 20_000 }, async () => {
    const { out: listed } = await textgrad('tasks', '--json')
    expect(listed.split('\n')[0]).toBe(
      JSON.stringify({
        name: 'molecules',
        summary: 'Design a more drug-like molecule (QED) from a start molecule',
        rules: true,
        score: true,
      }),
    )
    const { code, out } = await textgrad('doctor')
    expect(code).toBe(0)
    expect(out).toMatch(/ok +molecules: RDKit/)
  })
})
