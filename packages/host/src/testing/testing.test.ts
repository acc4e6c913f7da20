import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'

import { pageCommands } from './page-commands.ts'
import { codeBlocks, pages, pageText } from './pages.ts'
import { requirePythonModule, runPython } from './python.ts'
import { requireProgram } from './require-program.ts'
import { sharedPath } from './shared-path.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'textgrad-testing-'))
  vi.stubEnv('CI', '')
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true })
})

describe('sharedPath', () => {
  test('finds a file under TEXTGRAD_SHARED', () => {
    vi.stubEnv('TEXTGRAD_SHARED', folder)
    mkdirSync(join(folder, 'data'))
    writeFileSync(join(folder, 'data/zinc.csv'), '')
    expect(sharedPath('data/zinc.csv')).toBe(join(folder, 'data/zinc.csv'))
  })

  test('is undefined where the file is missing', () => {
    vi.stubEnv('TEXTGRAD_SHARED', folder)
    expect(sharedPath('nothing.csv')).toBeUndefined()
  })

  test('without TEXTGRAD_SHARED looks beside the repository', () => {
    vi.stubEnv('TEXTGRAD_SHARED', '')
    vi.stubEnv('CI', 'true')
    const beside = join(import.meta.dirname, '../../../../../shared/nothing.csv')
    expect(() => sharedPath('nothing.csv')).toThrow(`no ${beside}: `)
  })

  test('throws on a missing file in continuous integration and names file and variable', () => {
    vi.stubEnv('TEXTGRAD_SHARED', folder)
    vi.stubEnv('CI', 'true')
    expect(() => sharedPath('nothing.csv')).toThrow(/nothing\.csv: set TEXTGRAD_SHARED/)
  })
})

describe('requireProgram', () => {
  test('finds an executable file on PATH', () => {
    vi.stubEnv('PATH', `/nowhere:${folder}`)
    writeFileSync(join(folder, 'vina'), '#!/bin/sh\n')
    chmodSync(join(folder, 'vina'), 0o755)
    expect(requireProgram('vina')).toBe(true)
  })

  test('is false where the program is missing', () => {
    vi.stubEnv('PATH', folder)
    expect(requireProgram('obabel')).toBe(false)
  })

  test('throws in continuous integration and names the Debian package', () => {
    vi.stubEnv('PATH', folder)
    vi.stubEnv('CI', 'true')
    expect(() => requireProgram('obabel')).toThrow('obabel is missing: apt-get install openbabel')
  })
})

describe('pages', () => {
  test('are those of the repository, without what is installed', () => {
    expect(pages()).toEqual(expect.arrayContaining(['README.md', 'docs/architecture.md']))
    expect(pages().filter((page) => /node_modules|dist/.test(page))).toEqual([])
  })

  test('have blocks of code, each where it says', () => {
    for (const { page, line, code, language } of codeBlocks()) {
      const from = pageText(page)
        .split('\n')
        .slice(line - 2)
      expect(from[0]).toBe(`\`\`\`${language}`)
      expect(from.slice(1).join('\n').startsWith(`${code}\`\`\`\n`)).toBe(true)
    }
  })

  test('tell of commands, in blocks and in sentences', () => {
    const [first] = pageCommands()
    expect(first).toEqual({ page: 'CONTRIBUTING.md', line: 4, name: 'test', words: [], isMention: false })
    expect(pageCommands()).toContainEqual(
      expect.objectContaining({ name: 'bench', words: ['qed'], isMention: true }),
    )
  })
})

describe('Python', () => {
  test('is false where a module is missing, and throws in continuous integration', () => {
    expect(requirePythonModule('nowhere')).toBe(false)
    vi.stubEnv('CI', 'true')
    expect(() => requirePythonModule('nowhere')).toThrow(
      'nowhere is missing: apt-get install python3-nowhere',
    )
  })

  test('reads a value and prints', () => {
    const program = 'import json, sys\nprint(sum(json.load(sys.stdin)) + int(sys.argv[1]))'
    expect(runPython(program, [1, 2], '4')).toBe('7\n')
    expect(() => runPython('raise ValueError("odd")', null)).toThrow('ValueError: odd')
  })
})
