import { spawnSync } from 'node:child_process'
import { globSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

import { codeBlocks, repositoryRoot } from '@textgrad/host/testing'
import { expect, it } from 'vitest'

import { snippetFolder } from './snippets.test.support.ts'

const root = repositoryRoot()
const tsc = join(import.meta.dirname, '../node_modules/.bin/tsc')

/** What the compiler finds wrong with modules in a folder, by the rules of the project. */
function problemsIn(folder: string): string[] {
  const compilerOptions = {
    noEmit: true,
    composite: false,
    declarationMap: false,
    rootDir: '/',
    rewriteRelativeImportExtensions: false,
    allowImportingTsExtensions: true,
    // A snippet without imports is a module too.
    moduleDetection: 'force',
  }
  const config = { extends: join(root, 'tsconfig.base.json'), compilerOptions, include: ['*.ts'] }
  // The packages as they were built, so that only the snippets are checked.
  const references = globSync('{packages,benchmarks}/*/tsconfig.json', { cwd: root }).map((file) => ({
    path: dirname(join(root, file)),
  }))
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ ...config, references }))
  const { stdout, stderr } = spawnSync(tsc, ['--project', folder, '--pretty', 'false'], {
    cwd: folder,
    encoding: 'utf8',
  })
  return `${stdout}${stderr}`.split(/\n(?! )/).filter(Boolean)
}

/** `docs~workers.md~12.ts(14,3): error ...` is at docs/workers.md:14. */
function onPage(problem: string): string {
  return problem.replace(
    /^(.*\.md)~\d+\.ts\((\d+),\d+\)/,
    (_, page: string, line: string) => `${page.replaceAll('~', '/')}:${line}`,
  )
}

it('every ts block of every page has the right types', { timeout: 120_000 }, async () => {
  const snippets = codeBlocks('ts')
  expect(snippets.length).toBeGreaterThan(100)
  await using folder = await snippetFolder(snippets)
  expect(problemsIn(folder.path).map(onPage)).toEqual([])
})

it('a wrong type is told with the page and the line', { timeout: 120_000 }, async () => {
  const code = "import { variable } from '@textgrad/core'\n\nvariable(1)\n"
  const snippet = { page: 'docs/wrong.md', line: 7, heading: '', language: 'ts', code }
  await using folder = await snippetFolder([snippet])
  expect(problemsIn(folder.path).map(onPage)).toEqual([
    expect.stringMatching(/^docs\/wrong\.md:9: error TS2554: Expected 2 arguments, but got 1/),
  ])
})
