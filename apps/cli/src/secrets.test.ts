import { readFileSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'

import { describe, expect, it } from 'vitest'

import { runs, store } from './kept.test.support.ts'
import { folder, simulatedModel, start, type Ended } from './typed.test.support.ts'

// The model is simulated.
describe('secrets', { timeout: 180_000 }, () => {
  it('fault 64: a key is in no file, on no screen and in no export, whatever happens', async () => {
    const canary = 'sk-proj-CANARY0123456789abcdefghijklmnop'
    const password = 'hunter2CANARY'
    await using model = await simulatedModel('CC(=O)Nc1ccc(O)cc1')
    const told: string[] = []
    const typed = async (args: readonly string[]): Promise<Ended> => {
      const ended = await start(args, { OPENAI_API_KEY: canary }).ended
      told.push(ended.out, ended.err)
      return ended
    }
    const url = model.url.replace('http://', `http://user:${password}@`)
    const file = store('secret')
    const args = ['--engine', 'openai:small', '--steps', '1', ...file]
    expect((await typed(['run', 'molecules', ...args, '--base-url', model.url])).code).toBe(0)
    expect((await typed(['run', 'molecules', ...args, '--base-url', url])).code).toBe(0)
    model.refuse(`Incorrect API key provided: ${canary}`)
    expect(
      (await typed(['run', 'molecules', ...args, '--base-url', `${model.url}?key=${canary}`])).code,
    ).toBe(1)
    for (const { id } of await runs(...file)) {
      for (const command of ['show', 'replay', 'resume']) await typed([command, id, ...file])
      for (const format of ['--report', '--jsonl', '--csv']) await typed(['export', id, format, ...file])
      // What is in the file of pages is compressed.
      const { out } = await typed(['export', id, '--html', ...file])
      const [, packed] = / id="run">([^<]+)</.exec(out) ?? []
      if (packed !== undefined) told.push(gunzipSync(Buffer.from(packed, 'base64')).toString())
    }
    for (const name of await readdir(folder)) {
      if (name.startsWith('secret')) told.push(readFileSync(join(folder, name), 'latin1'))
    }
    expect(told.length).toBeGreaterThan(14)
    for (const text of told) {
      expect(text).not.toContain('CANARY')
    }
    expect(model.keys).toContain(`Bearer ${canary}`)
    expect(model.keys).toContain(`Basic ${Buffer.from(`user:${password}`).toString('base64')}`)
  })
})
