import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'textgrad-questions-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** A file with this content, in a folder that lasts as long as the tests of a file. */
export function fileWith(name: string, content: string): string {
  const file = join(folder, name)
  writeFileSync(file, content)
  return file
}
