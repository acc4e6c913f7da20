import { describe, expect, it } from 'vitest'

import { textgrad } from './typed.test.support.ts'

const coarse = ['--case', 'c-shape', '--spacing', '20']
const goals = ['--goal', 'PTV D95% >= 50 Gy', '--goal', 'core mean <= 20 Gy']

describe('textgrad and radiotherapy', () => {
  it('tunes a plan without a key or a file', { timeout: 60_000 }, async () => {
    const { code, out } = await textgrad(
      'run',
      'radiotherapy',
      ...coarse,
      ...goals,
      '--start',
      'flat',
      '--steps',
      '2',
      '--json',
    )
    expect(code).toBe(0)
    const events = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { type: string; artifact?: { name: string; title: string } })
    expect(events.at(-1)).toMatchObject({ type: 'run-end', status: 'done' })
    const artifacts = events.flatMap(({ artifact }) => artifact ?? [])
    expect(artifacts.map(({ name }) => name)).toContain('scorecard')
    expect(artifacts.every(({ title }) => title.includes('Research only, not a medical device'))).toBe(true)
  })

  it('solves a case once, or measures its start against goals', { timeout: 60_000 }, async () => {
    const solved = await textgrad('score', 'radiotherapy', ...coarse, '--json')
    expect({ code: solved.code, rows: solved.out.trim().split('\n').length }).toEqual({ code: 0, rows: 1 })
    expect(Object.keys(JSON.parse(solved.out) as object)).toEqual([
      'objective',
      'iterations',
      'projectedGradient',
      'structures',
    ])
    const judged = await textgrad('score', 'radiotherapy', ...coarse, ...goals, '--json')
    expect(JSON.parse(judged.out)).toMatchObject({
      candidate: {},
      metrics: { 'PTV D95% >= 50 Gy': expect.closeTo(50, 6) },
    })
  })

  it('explains what it takes', { timeout: 30_000 }, async () => {
    const { out } = await textgrad('run', 'radiotherapy', '--help')
    for (const words of [
      '--goals',
      '--goal',
      '--normalize-to',
      'tg119-cshape-easy',
      'c-shape',
      '--until',
      '--form',
    ])
      expect(out).toContain(words)
    expect(out).toMatch(/^Example: textgrad run radiotherapy .*--steps 5/m)
  })

  it.each([
    [['--goal', 'PTV D95% >= 70 Gy', '--goal', 'PTV max <= 65 Gy'], 'no plan meets both'],
    [['--goal', 'PTV D95% >= 7020 Gy'], 'is it in cGy?'],
    [
      ['--case', 'nowhere.json'],
      'expected the JSON file of a bundle, a folder of DICOM files, or one of the phantoms',
    ],
  ])('%j is a mistake of the user', { timeout: 30_000 }, async (flags, message) => {
    const { code, err } = await textgrad('run', 'radiotherapy', ...flags)
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining(message) })
  })
})
