import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

import { describe, expect, it } from 'vitest'

import { median } from './measure.ts'
import { renderTable } from './table.ts'

function bench(...args: readonly string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [join(import.meta.dirname, 'main.ts'), ...args], { encoding: 'utf8' })
}

describe('npm run bench', () => {
  it('names its suites, and refuses what it does not know', { timeout: 60_000 }, () => {
    expect(bench('--help').stdout).toContain('Suites: core, qed, molecules-memory')
    expect(bench('speed')).toMatchObject({
      status: 2,
      stdout: '',
      stderr: expect.stringContaining('Unknown suite: speed'),
    })
    expect(bench('core', 'fast')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('Unknown argument: fast'),
    })
  })
})

describe('tables', () => {
  it('are aligned', () => {
    const table = { name: 't', title: 'Title', columns: ['a', 'long'], rows: [['xyz', 1]] }
    expect(renderTable(table)).toBe('Title\n  a  long\nxyz     1')
  })

  it('are made of medians', () => {
    expect(median([3, 1, 2])).toBe(2)
    expect(median([4, 1, 2, 3])).toBe(2.5)
  })
})
