import { spawn } from 'node:child_process'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { afterAll, beforeAll, expect, it } from 'vitest'

import { folder } from './typed.test.support.ts'

const readme = readFileSync(join(import.meta.dirname, '../../../packages/runs/README.md'), 'utf8')
const example = /^## Runs in a file\n\n```ts\n([^]*?)```/m.exec(readme)![1]!

// Where it is found, its imports are found too.
const program = join(import.meta.dirname, `../node_modules/example-${process.pid}.mjs`)
beforeAll(() => writeFileSync(program, example))
afterAll(() => rmSync(program))

function run(): Promise<string> {
  const child = spawn(process.execPath, [program], { cwd: folder })
  let out = ''
  child.stdout.on('data', (chunk) => (out += String(chunk)))
  child.stderr.on('data', (chunk) => (out += String(chunk)))
  return new Promise((resolve) => child.on('close', () => resolve(out)))
}

it('the README of runs shows a program that goes on where it was', { timeout: 60_000 }, async () => {
  const first = await run()
  expect(first).toMatch(/^(\d{6}-\d{6}-\w{4}) 1 0\.\d+\n\1 2 0\.\d+\n\1 3 0\.\d+\n$/)
  // The same run again, out of the file.
  expect(await run()).toBe(first)
})
