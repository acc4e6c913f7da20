import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, it } from 'vitest'

import { folder, start } from './typed.test.support.ts'

const main = join(import.meta.dirname, 'main.ts')
const many = join(folder, 'many.csv')
writeFileSync(many, `smiles\n${'CCO\n'.repeat(20_000)}`)

/** Types a line into bash, where textgrad is the command; resolves with what both streams got. */
function shell(line: string): Promise<string> {
  const whole = `textgrad() { "${process.execPath}" "${main}" "$@"; }; ${line}`
  const child = spawn('bash', ['-c', `exec 2>&1; ${whole}`], {
    cwd: folder,
    env: { ...process.env, INIT_CWD: folder },
  })
  let out = ''
  child.stdout.on('data', (chunk) => (out += String(chunk)))
  return new Promise((ended) => child.on('close', () => ended(out)))
}

describe('a reader that has seen enough', { timeout: 60_000 }, () => {
  it.each([
    'score molecules --in many.csv',
    'run molecules --steps 100000 --json',
    'data list',
    'help run molecules',
    'complete zsh',
  ])('is no failure of textgrad %s', async (typed) => {
    const out = await shell(`textgrad ${typed} | head -1; echo "ended with \${PIPESTATUS[0]}"`)
    expect(out.trimEnd().split('\n')).toEqual([expect.any(String), 'ended with 0'])
  })

  it('stops nothing where it reads remarks alone', async () => {
    const run = 'textgrad run molecules --steps 1 --report r.html --json'
    const out = await shell(`${run} 2> >(true) | tail -1; echo "ended with \${PIPESTATUS[0]}"`)
    expect(out).toMatch(/^\{.*"type":"run-end".*\}\nended with 0\n$/)
  })
})

describe('Ctrl-C', { timeout: 60_000 }, () => {
  it('ends the scoring of a large file in a few lines', async () => {
    const { child, ended } = start(['score', 'molecules', '--in', many])
    child.stdout!.once('data', () => child.kill('SIGINT'))
    const { code, err } = await ended
    expect(code).toBe(130)
    expect(err).toBe('\nStopping when what is under way has come in; press Ctrl-C again to stop at once.\n')
  })
})
