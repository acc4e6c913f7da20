import { realpathSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'

import { workerModule } from '@textgrad/host'

import type { Limits } from '../limits.ts'
import type { Role } from './image.ts'

const program = realpathSync(fileURLToPath(workerModule(import.meta.url, 'realm.program')))

/**
 * How Node.js runs a realm: it may read its own few files and no other, and write, start and load nothing; no text becomes
 * code in it.
 */
export function realmCommand(
  role: Role | 'make',
  { memoryBytes, outputBytes, fileBytes }: Limits,
): { readonly command: string; readonly args: readonly string[] } {
  const numbers = [memoryBytes, outputBytes, fileBytes].map(String)
  return { command: process.execPath, args: [...flags, program, role, ...numbers] }
}

const flags = [
  '--permission',
  '--allow-worker',
  `--allow-fs-read=${dirname(program)}/*`,
  '--disallow-code-generation-from-strings',
  '--no-warnings',
  '--max-old-space-size=128',
  '--stack-size=3900',
]
