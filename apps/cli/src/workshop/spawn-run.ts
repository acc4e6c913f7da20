import { spawn } from 'node:child_process'
import { extname, join } from 'node:path'

import type { Told } from '../tell-parent.ts'
import { typedIn } from '../typed-path.ts'

const main = join(import.meta.dirname, `../main${extname(import.meta.filename)}`)

/**
 * Types a command for somebody else, in a process of its own that goes on when this one ends; tells its run once it goes on,
 * or why it ended before. Its environment is this one: with its keys, which are never part of the words.
 */
export async function spawnRun(words: readonly string[]): Promise<Told> {
  const child = spawn(process.execPath, [main, ...words], {
    cwd: typedIn(),
    detached: true,
    // What it would print is in the store.
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    env: { ...process.env, INIT_CWD: typedIn() },
  })
  const { promise, resolve } = Promise.withResolvers<Told>()
  child.on('message', (told) => resolve(told as Told))
  child.on('error', (error) => resolve({ failed: error.message }))
  child.on('exit', (code) => resolve({ failed: `The command ended with code ${code} and said nothing` }))
  const told = await promise
  child.unref()
  child.channel?.unref()
  return told
}
