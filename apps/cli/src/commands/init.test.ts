import { execFile } from 'node:child_process'
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'

import { describe, expect, it } from 'vitest'

import { tasks } from '../tasks.ts'
import { folder, textgrad } from '../typed.test.support.ts'

const names = tasks.map(({ name }) => name)
const home = resolve(import.meta.dirname, '../..')

describe('textgrad init', () => {
  it('writes what starts a run', async () => {
    const { code, out } = await textgrad('init', 'molecules')
    expect({ code, out }).toEqual({
      code: 0,
      out: 'Wrote textgrad.config.ts. Start it with: textgrad run --config textgrad.config.ts\n',
    })
    const ran = await textgrad('run', '--config', 'textgrad.config.ts', '--steps=1')
    expect(ran).toMatchObject({ code: 0, err: '' })
  })

  it('writes over nothing unless it is told', async () => {
    const file = join(folder, 'mine.ts')
    writeFileSync(file, 'mine')
    const { code, err } = await textgrad('init', 'code', '--out=mine.ts')
    expect({ code, err }).toEqual({
      code: 2,
      err: 'textgrad: mine.ts is there already: write over it with --force\n',
    })
    expect(readFileSync(file, 'utf8')).toBe('mine')
    const forced = await textgrad('init', 'code', '--out=mine.ts', '--force', '--json')
    expect(JSON.parse(forced.out)).toEqual({ file, task: 'code' })
    expect(readFileSync(file, 'utf8')).toContain("run: 'code'")
  })

  it('names every setting of the task, each on a line that can be used as it is', async () => {
    for (const name of names) {
      await textgrad('init', name, `--out=all-${name}.ts`)
      const text = readFileSync(join(folder, `all-${name}.ts`), 'utf8')
      const shown = [...text.matchAll(/^ {2}(?:\/\/ )?(\w+): .*,$/gm)].map(([, key]) => key)
      const { properties } = tasks
        .find((task) => task.name === name)!
        .config['~standard'].jsonSchema.input({ target: 'draft-2020-12' }) as { properties: object }
      expect(shown).toEqual(['run', ...Object.keys(properties), 'engine', 'steps', 'seed'])
    }
  }, 60_000)

  it(
    'is typed: the compiler takes it, and refuses a key or value that is wrong',
    { timeout: 120_000 },
    async () => {
      const project = join(folder, 'typed')
      mkdirSync(join(project, 'node_modules/@textgrad'), { recursive: true })
      symlinkSync(home, join(project, 'node_modules/@textgrad/cli'))
      for (const name of names) {
        await textgrad('init', name, `--out=${join(project, `${name}.ts`)}`)
        // Every setting that is a comment is used.
        const text = readFileSync(join(project, `${name}.ts`), 'utf8')
        writeFileSync(join(project, `${name}.ts`), text.replaceAll(/^ {2}\/\/ (\w+: .*,)$/gm, '  $1'))
      }
      expect(await errorsOf(project, names)).toBe('')
      const good = readFileSync(join(project, 'molecules.ts'), 'utf8')
      writeFileSync(join(project, 'key.ts'), good.replace('  steps: 10', '  stepps: 10'))
      writeFileSync(join(project, 'value.ts'), good.replace('  steps: 10', "  optimizer: 'sgd'"))
      const errors = await errorsOf(project, ['key', 'value'])
      expect(errors).toMatch(/key\.ts\(\d+,\d+\): error TS2561: .*'stepps' does not exist.*'steps'/)
      expect(errors).toMatch(/value\.ts\(\d+,\d+\): error TS\d+: .*"sgd"/)
    },
  )
})

async function errorsOf(project: string, files: readonly string[]): Promise<string> {
  const tsc = join(home, 'node_modules/.bin/tsc')
  const flags = [
    '--ignoreConfig',
    '--noEmit',
    '--strict',
    '--module',
    'nodenext',
    '--allowImportingTsExtensions',
    '--skipLibCheck',
  ]
  const done = promisify(execFile)(tsc, [...flags, ...files.map((file) => `${file}.ts`)], { cwd: project })
  const { stdout } = await done.catch((error: unknown) => error as { stdout: string })
  // The sources of the packages are compiled with settings of their own.
  return stdout
    .split('\n')
    .filter((line) => /^\w+\.ts\(/.test(line))
    .join('\n')
}
