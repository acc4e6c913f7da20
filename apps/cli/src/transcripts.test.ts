import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'

import { codeBlocks, pageText, requireProgram, sharedPath } from '@textgrad/host/testing'
import { redisServer } from '@textgrad/workers/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { kindOf, kinds } from './all-commands.test.support.ts'
import { chosenBy } from './command.ts'
import { modelOfGuides } from './model-of-guides.test.support.ts'
import { filesOf, samplesOf } from './page-files.test.support.ts'
import { root } from './textgrad.ts'
import { matches, transcriptOf, type, type Ids } from './transcript.test.support.ts'

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

/** Public data that pages use, under the names that they give it. */
const data = {
  recorded: sharedPath('data/textgrad-results'),
  copies: sharedPath('data/bbh'),
  'HumanEval.jsonl.gz': sharedPath('data/humaneval/HumanEval.jsonl.gz'),
}
const isHere = !Object.values(data).includes(undefined) && requireProgram('redis-server')

/** The pages that use it, or write Python; and all others. */
const withData = ['docs/command-line.md', 'docs/code.md']
const others = new Set(codeBlocks('console').map(({ page }) => page)).difference(new Set(withData))

describe('every command of the pages does what they show', () => {
  it.skipIf(!isHere).each(withData)(
    '%s (needs shared data and redis-server)',
    { timeout: 480_000 },
    async (page) => {
      const cwd = mkdtempSync(join(home, 'reader-'))
      for (const [name, from] of Object.entries(data)) cpSync(from!, join(cwd, name), { recursive: true })
      samplesOf(cwd)
      filesOf(page, cwd)
      await using redis = await redisServer()
      const { told, shown } = await typedAgain(page, cwd, { TEXTGRAD_REDIS: redis.url })
      expect(told).toEqual(shown)
    },
  )

  it('writes the Python of every page', () => {
    const pages = new Set(codeBlocks('python').map(({ page }) => page))
    expect([...pages].filter((page) => !withData.includes(page))).toEqual([])
  })

  it.each([...others])('%s', { timeout: 480_000 }, async (page) => {
    const { told, shown } = await typedAgain(page, mkdtempSync(join(home, 'reader-')), keys)
    expect(told).toEqual(shown)
  })
})

it('every command is shown on a page', () => {
  const shown = [...withData, ...others].flatMap((page) =>
    transcriptOf(pageText(page)).flatMap(({ command }) => {
      const [, typed] = /^textgrad ([^|>]*)/.exec(command) ?? []
      return typed === undefined ? [] : [kindOf(chosenBy(typed.split(' '), root).chosen)]
    }),
  )
  expect(kinds.filter((kind) => !shown.includes(kind))).toEqual([])
})

interface Said {
  readonly command: string
  readonly lines: readonly string[]
  readonly fails: boolean
}

/** What the commands of a page told, as far as the first that told something else than the page shows, and what that is. */
async function typedAgain(
  page: string,
  cwd: string,
  more: NodeJS.ProcessEnv,
): Promise<{ readonly told: readonly Said[]; readonly shown: readonly Said[] }> {
  const env = { ...Object.fromEntries(own), ...more, PATH: path, HOME: cwd }
  const ids: Ids = new Map()
  const told: Said[] = []
  const shown: Said[] = []
  for (const one of transcriptOf(pageText(page))) {
    const { command, shown: lines } = one
    const { code, out } = await type(one, { cwd, env, ids })
    const fails = lines.some((line) => line.startsWith('textgrad: '))
    const isSame = matches(lines, out, ids)
    shown.push({ command, lines, fails })
    // How a shell ends in which Ctrl-C was pressed is its own affair.
    const failed = lines.at(-1) === '^C' ? fails : code !== 0
    told.push({ command, lines: isSame ? lines : out.split('\n'), fails: failed })
    if (!isSame) break
  }
  return { told, shown }
}
