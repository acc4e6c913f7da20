import { spawn } from 'node:child_process'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { join } from 'node:path'

import { expect, it } from 'vitest'

import { collector } from './collector.test.support.ts'
import { folder } from './typed.test.support.ts'

const readme = readFileSync(join(import.meta.dirname, '../../../packages/runs/README.md'), 'utf8')
const exampleOf = (heading: string): string =>
  new RegExp(`^## ${heading}\\n[^]*?\`\`\`ts\\n([^]*?)\`\`\``, 'm').exec(readme)![1]!

/** What the program below a heading prints. */
function run(heading: string, env: NodeJS.ProcessEnv = {}): Promise<string> {
  // Where it is found, its imports are found too.
  const program = join(import.meta.dirname, `../node_modules/example-${process.pid}.mjs`)
  writeFileSync(program, stripTypeScriptTypes(exampleOf(heading)))
  const child = spawn(process.execPath, [program], { cwd: folder, env: { ...process.env, ...env } })
  let out = ''
  child.stdout.on('data', (chunk) => (out += String(chunk)))
  child.stderr.on('data', (chunk) => (out += String(chunk)))
  return new Promise((resolve) =>
    child.on('close', () => {
      rmSync(program)
      resolve(out)
    }),
  )
}

it('the README of runs shows a program that goes on where it was', { timeout: 60_000 }, async () => {
  const first = await run('Runs in a file')
  expect(first).toMatch(/^(\d{6}-\d{6}-\w{4}) 1 0\.\d+\n\1 2 0\.\d+\n\1 3 0\.\d+\n$/)
  // The same run again, out of the file.
  expect(await run('Runs in a file')).toBe(first)
})

it('the README of runs shows a program that sends traces', { timeout: 60_000 }, async () => {
  await using endpoint = await collector()
  const printed = await run('Traces', { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint.url })
  expect(printed).toMatch(/^1 0\.\d+\n2 0\.\d+\n$/)
  const names = Map.groupBy(endpoint.spans(), ({ name }) => name)
  expect(names.get('invoke_workflow')).toHaveLength(1)
  expect(names.get('step')).toHaveLength(2)
  expect([...names.keys()]).toEqual(
    expect.arrayContaining(['evaluate', 'forward', 'backward', 'chat molecules']),
  )
})

it('the README of runs shows a program that compares', { timeout: 60_000 }, async () => {
  const first = await run('Comparisons')
  expect(first).toMatch(/^hill-climb 0\.\d+\nrandom 0\.\d+\np = [01][.\d]*\n$/)
  expect(await run('Comparisons')).toBe(first)
})
