#!/usr/bin/env node
import { EngineError } from '@textgrad/core'

import { tellParent } from './tell-parent.ts'
import { tell } from './tell.ts'
import { textgrad } from './textgrad.ts'
import { UsageError } from './usage-error.ts'

// A reader that has seen enough, such as head, is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit(0)
})
// Remarks that nobody reads stop nothing.
process.stderr.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
})

process.exitCode = await main(process.argv.slice(2))

/** Runs the command line; the exit code: 0 well, 1 failed, 2 the caller's mistake, 130 interrupted or paused. */
async function main(typed: readonly string[]): Promise<number> {
  try {
    await textgrad(typed)
    return Number(process.exitCode ?? 0)
  } catch (error) {
    return explain(error)
  }
}

function explain(error: unknown): number {
  if (!(error instanceof Error)) throw error
  if (error.name === 'AbortError') return 130
  const kind = error instanceof EngineError ? error.kind : undefined
  const line = error.message.replaceAll('\n', ' ')
  tellParent({ failed: line })
  tell(line)
  if (process.env['TEXTGRAD_DEBUG'] && error.stack) process.stderr.write(`${error.stack}\n`)
  // The run is paused until its provider takes requests again.
  if (kind === 'quota') return 130
  return error instanceof UsageError || kind === 'configuration' ? 2 : 1
}
