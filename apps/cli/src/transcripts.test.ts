import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join, resolve } from 'node:path'

import { sharedPath } from '@textgrad/host/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { modelOfGuides } from './model-of-guides.test.support.ts'
import { matches, transcriptOf, type, type Ids } from './transcript.test.support.ts'

const docs = resolve(import.meta.dirname, '../../../docs')
const home = mkdtempSync(join(tmpdir(), 'textgrad-transcripts-'))
// The language model of the guides is simulated.
const model = modelOfGuides()
let keys: NodeJS.ProcessEnv = {}
beforeAll(async () => {
  await new Promise<void>((listening) => model.listen(0, '127.0.0.1', listening))
  const { port } = model.address() as AddressInfo
  keys = { OPENAI_BASE_URL: `http://127.0.0.1:${port}/v1`, OPENAI_API_KEY: 'none' }
})
afterAll(() => {
  model.close()
  rmSync(home, { recursive: true })
})

// What a reader has installed: the command, by its name.
const bin = join(home, 'bin')
mkdirSync(bin)
const main = join(import.meta.dirname, 'main.ts')
writeFileSync(join(bin, 'textgrad'), `#!/bin/sh\nexec "${process.execPath}" "${main}" "$@"\n`)
chmodSync(join(bin, 'textgrad'), 0o755)

const own = Object.entries(process.env).filter(([name]) => !/^(OPENAI|OLLAMA|OTEL|INIT_CWD)/.test(name))
const path = [bin, process.env['PATH']].join(delimiter)

/** Pages that are transcripts, with the public data that they use, under the names that they give it. */
const pages = [
  { page: 'command-line.md', data: { recorded: 'data/textgrad-results', copies: 'data/bbh' } },
  ...readdirSync(join(docs, 'guides')).map((name) => ({ page: `guides/${name}`, data: {} })),
]

describe('every command of the pages does what they show', () => {
  it.each(pages)('$page', { timeout: 480_000 }, async ({ page, data }) => {
    const cwd = mkdtempSync(join(home, 'reader-'))
    for (const [name, of] of Object.entries(data))
      cpSync(sharedPath(of)!, join(cwd, name), { recursive: true })
    const env = { ...Object.fromEntries(own), ...(page.startsWith('guides') && keys), PATH: path, HOME: cwd }
    const ids: Ids = new Map()
    const typed = transcriptOf(readFileSync(join(docs, page), 'utf8'))
    expect(typed.length).toBeGreaterThan(0)
    for (const one of typed) {
      const { code, out } = await type(one, { cwd, env, ids })
      const isFine = matches(one.shown, out, ids)
      // What is shown is compared line by line only to tell where it differs.
      if (!isFine) expect(`$ ${one.command}\n${out}`).toBe(`$ ${one.command}\n${one.shown.join('\n')}`)
      // Ctrl-C ends the shell as well.
      const shouldFail = one.shown.some((line) => line.startsWith('textgrad: ') || line === '^C')
      expect({ command: one.command, fails: code !== 0 }).toEqual({ command: one.command, fails: shouldFail })
    }
  })
})
