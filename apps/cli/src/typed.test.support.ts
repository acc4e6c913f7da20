import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll } from 'vitest'

const main = join(import.meta.dirname, 'main.ts')

/** The folder in which the test types. */
export const folder = mkdtempSync(join(tmpdir(), 'textgrad-cli-'))
afterAll(() => rmSync(folder, { recursive: true }))

export interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** Types a command line in the test's folder, as `npm run textgrad --` does. */
export function start(
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): { child: ChildProcess; ended: Promise<Ended> } {
  const { OPENAI_API_KEY: _, OPENAI_BASE_URL: __, ...rest } = process.env
  const child = spawn(process.execPath, [main, ...args], {
    cwd: tmpdir(),
    env: { ...rest, INIT_CWD: folder, ...env },
  })
  let out = ''
  let err = ''
  child.stdout.on('data', (chunk) => (out += String(chunk)))
  child.stderr.on('data', (chunk) => (err += String(chunk)))
  const ended = new Promise<Ended>((resolve) => child.on('close', (code) => resolve({ code, out, err })))
  return { child, ended }
}

export const textgrad = (...args: readonly string[]): Promise<Ended> => start(args).ended
