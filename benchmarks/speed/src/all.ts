import { spawn } from 'node:child_process'
import { join } from 'node:path'

import { resultOf, type Result } from './result.ts'
import type { Extent, Suite } from './suite.ts'

/**
 * Measures suites one after the other, each in a process of its own, so that none finds what another left in memory. A suite
 * that is skipped or breaks off ends none of the others.
 */
export async function* all(suites: Readonly<Record<string, Suite>>, extent: Extent): AsyncGenerator<Result> {
  for (const [name, suite] of Object.entries(suites)) yield inOwnProcess(name, suite, extent)
}

async function inOwnProcess(name: string, suite: Suite, extent: Extent): Promise<Result> {
  const main = join(import.meta.dirname, 'main.ts')
  const args = ['--expose-gc', main, name, '--json', ...(extent.quick ? ['--quick'] : [])]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  // It ends with this process, also where no terminal tells it.
  const stop = (): void => void child.kill()
  process.on('exit', stop).on('SIGINT', end).on('SIGTERM', end)
  let out = ''
  child.stdout.on('data', (chunk) => (out += String(chunk)))
  const how = await new Promise<string>((ended, failed) =>
    child
      .on('error', failed)
      .on('close', (code, signal) => ended(`its process ended with ${signal ?? code}`)),
  )
  process.off('exit', stop).off('SIGINT', end).off('SIGTERM', end)
  const last = out.trim().split('\n').at(-1)!
  if (last.startsWith('{')) return JSON.parse(last) as Result
  return resultOf(name, { ...suite, run: () => Promise.reject(new Error(how)) }, extent)
}

function end(signal: NodeJS.Signals): void {
  process.exit(signal === 'SIGINT' ? 130 : 143)
}
