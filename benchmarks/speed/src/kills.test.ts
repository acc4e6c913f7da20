import { describe, expect, it } from 'vitest'

import { kills } from './kills.ts'

// The language model is simulated; the processes, their ends and the files are real.
describe('a run whose process is killed', { timeout: 300_000 }, () => {
  it('fault 39: ends as if it had not been, pays for what was in flight alone, and says what was paid', async () => {
    const [table] = await kills({ atRandom: 6, stride: 90, begins: 1, seed: 2 })
    const rows = table!.rows.map((row) =>
      Object.fromEntries(table!.columns.map((name, at) => [name, row[at]])),
    )
    expect(rows.map(({ killed }) => killed)).toEqual([
      'after a commit',
      'at random',
      'before a commit',
      'all',
    ])
    for (const row of rows) {
      expect(row).toMatchObject({
        'asked again': 0,
        'same result': row['runs'],
        'told >= paid': row['runs'],
        kept: true,
      })
    }
    const [after, atRandom, before, total] = rows
    expect(atRandom).toMatchObject({ kills: 6, runs: 2 })
    for (const row of [after, before]) expect(row!['kills']).toBeGreaterThan(5)
    expect(total!['paid again']).toBeGreaterThan(0)
    expect(total!['integrity']).toMatch(/^(\d+) of \1$/)
  })
})
