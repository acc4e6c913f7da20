// The language model behind these examples is simulated (tools/sim in the shared folder).
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

import { describe, expect, onTestFinished, test } from 'vitest'

import { simOfTests, simPath } from './sim.test.support.ts'

const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8')
const examples = [...readme.matchAll(/```ts\n(.*?)```/gs)]
  .map(([, program]) => program!)
  .filter((program) => /import .* from '@textgrad\/engines'/.test(program))

describe.skipIf(!simPath)('the README', () => {
  const sim = simOfTests()

  /** What an example prints, in the simulator's world and a folder of its own. */
  async function run(program: string): Promise<string> {
    const dir = mkdtempSync(join(tmpdir(), 'textgrad-readme-'))
    onTestFinished(() => rmSync(dir, { recursive: true }))
    const env = { ...process.env, OPENAI_BASE_URL: sim().baseURL, OPENAI_API_KEY: 'none' }
    const args = [
      '--input-type=module-typescript',
      '--eval',
      program.replace('.textgrad/cache', join(dir, 'cache')),
    ]
    const cwd = import.meta.dirname
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd, env })
    return stdout
  }

  test('has an example for the engine, for all layers together and for each', () => {
    expect(examples).toHaveLength(10)
  })

  test.for([...examples.keys()])('has an example that runs: number %i', async (index) => {
    const program = examples[index]!
    const printed = await run(program)
    expect(printed === '').toBe(!program.includes('console.log'))
  })

  test('says truly that the same request costs nothing the second time', async () => {
    expect(await run(examples[3]!)).toBe('true 0\n')
    expect(sim().stats().paid).toBe(1)
  })
})
