import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { tempDir } from '@textgrad/host'
import { describe, expect, it } from 'vitest'

import { all } from './all.ts'
import { readArguments } from './arguments.ts'
import { median } from './measure.ts'
import { summaryOf, type Result } from './result.ts'
import { suites } from './suites.ts'
import { renderTable } from './table.ts'

function bench(
  args: readonly string[],
  env = process.env,
): { status: number | null; stdout: string; stderr: string } {
  const main = join(import.meta.dirname, 'main.ts')
  return spawnSync(process.execPath, ['--expose-gc', main, ...args], { encoding: 'utf8', env })
}

describe('npm run bench', { timeout: 300_000 }, () => {
  it('tells of each suite in a line', () => {
    const { stdout, status } = bench(['--help'])
    expect(status).toBe(0)
    for (const [name, { summary, takes }] of Object.entries(suites)) {
      const line = stdout.split('\n').find((one) => one.startsWith(`  ${name} `))
      expect(line).toContain(takes)
      expect(line).toContain(summary)
    }
  })

  it.each([
    [[], 'Expected a suite; npm run bench -- --help lists them'],
    [['core', 'fast'], 'Unknown argument: fast; one suite at a time, or all'],
    [['core', '--fast'], "Unknown option '--fast'"],
    [['core', '--engine', 'openai:gpt-5-mini'], '--engine: core asks no model that could be named'],
    [['all', '--out', join(import.meta.dirname, 'nowhere/results.json')], /^--out: ENOENT: .*$/],
  ])('refuses %j', async (args, message) => {
    await expect(readArguments(args, suites)).rejects.toThrow(message)
  })

  it('says in one line what it does not know, or can not measure in a shorter form', () => {
    const unknown = 'bench: Unknown suite: speed; npm run bench -- --help lists them\n'
    expect(bench(['speed'])).toMatchObject({ status: 2, stdout: '', stderr: unknown })
    const { status, stdout, stderr } = bench(['pacing-real', '--quick'])
    expect([status, stdout]).toEqual([2, ''])
    expect(stderr.trim()).toMatch(/^pacing-real: skipped: its minutes have 60 s; .*$/)
  })

  it('names what is missing', () => {
    const env = { ...process.env, CI: '', TEXTGRAD_SHARED: join(import.meta.dirname, 'nowhere') }
    const { status, stdout, stderr } = bench(['fluence', '--quick'], env)
    expect(stderr.trim()).toBe('fluence: skipped: ref/radiotherapy/cshape.json is not in the shared folder')
    expect([status, stdout]).toEqual([2, ''])
  })

  it('writes what it measured, and on what, as JSON', async () => {
    await using folder = await tempDir('textgrad-bench-')
    const out = join(folder.path, 'results.json')
    const { status, stdout } = bench(['hidden-text', '--quick', '--json', '--out', out])
    expect(status).toBe(0)
    const result = JSON.parse(stdout) as Result
    expect(JSON.parse(readFileSync(out, 'utf8'))).toEqual([result])
    expect(result).toMatchObject({ suite: 'hidden-text', quick: true, status: 'done', peers: {} })
    expect(result.machine).toMatchObject({ node: process.version, cores: expect.any(Number) })
    expect(result.tables.map(({ name }) => name)).toEqual(['hidden-text', 'hidden-text-noise'])
  })

  it('measures all, each in a process of its own, whatever becomes of the others', async () => {
    const { store, 'pacing-real': real } = suites
    const some = { 'pacing-real': real!, store: store!, unknown: { ...store!, peers: ['Python'] as const } }
    const results = await Array.fromAsync(all(some, { quick: true }))
    expect(results.map(({ suite, status }) => [suite, status])).toEqual([
      ['pacing-real', 'skipped'],
      ['store', 'done'],
      ['unknown', 'failed'],
    ])
    const [skipped, , failed] = results
    expect(skipped!.reason).toContain('its minutes have 60 s')
    expect([failed!.reason, failed!.peers]).toEqual([
      'its process ended with 2',
      { Python: expect.stringMatching(/^3\./) },
    ])
    expect(renderTable(summaryOf(results))).toMatch(/^ *pacing-real +skipped .* its minutes have 60 s/m)
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
