import { existsSync } from 'node:fs'

import { contentCache, type ContentCache } from '@textgrad/host'

import { cacheFlags, cacheFolder } from '../cache.ts'
import { checkOutputFolder } from '../checked-output.ts'
import { command, group, type Command } from '../command.ts'
import type { Flags, FlagValues } from '../flags.ts'
import { screenOf } from '../screen.ts'
import { UsageError } from '../usage-error.ts'

const flags: Flags = {
  cache: { ...cacheFlags['cache'], description: 'The folder (default: .textgrad/cache where you type)' },
  json: { type: 'boolean', description: 'Print one JSON line' },
}

const stat: Command = command({
  name: 'cache stat',
  description: 'Say how many replies are kept, and how much room they take',
  flags,
  example: 'textgrad cache stat --cache .textgrad/cache',
  async run(values) {
    const cache = cacheAt(values)
    const { entries, bytes } = (await cache?.stat()) ?? { entries: 0, bytes: 0 }
    tell(values, { entries, bytes }, `${repliesOf(entries)}, ${(bytes / 1e6).toFixed(1)} MB`)
  },
})

const clear: Command = command({
  name: 'cache clear',
  description: 'Remove the replies that are kept, and nothing else that may be in the folder',
  flags,
  example: 'textgrad cache clear',
  async run(values) {
    const cache = cacheAt(values)
    const { entries, bytes } = (await cache?.stat()) ?? { entries: 0, bytes: 0 }
    await cache?.clear()
    tell(values, { removed: entries, bytes }, `${repliesOf(entries)} removed`)
  },
})

export const cache: Command = group(
  'cache',
  'Look at the replies that are kept, or remove them',
  { stat, clear },
  { noun: 'command', example: 'textgrad cache stat' },
)

/** Undefined where there is none yet and none was named: looking at it does not make it. */
function cacheAt(values: FlagValues): ContentCache | undefined {
  const folder = cacheFolder(values)
  checkOutputFolder(folder)
  if (existsSync(folder)) return contentCache(folder)
  if (values['cache'] === undefined) return undefined
  throw new UsageError(`There is no cache ${folder}`)
}

function tell(values: FlagValues, facts: object, words: string): void {
  const folder = cacheFolder(values)
  const screen = screenOf(process.stdout)
  screen.write(values['json'] ? JSON.stringify({ folder, ...facts }) : `${folder}: ${words}`)
}

function repliesOf(entries: number): string {
  return `${entries} ${entries === 1 ? 'reply' : 'replies'}`
}
