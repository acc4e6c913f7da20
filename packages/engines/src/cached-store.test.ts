import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { compose, StoreError } from '@textgrad/core'
import { describe, expect, onTestFinished, test } from 'vitest'

import { cold, mapStore, numbered, textsOf } from './cached.test.support.ts'
import { cached, type CachedOptions, type ReplyStore } from './cached.ts'
import { ask, failure } from './sim.test.support.ts'

describe('a store', () => {
  function folder(): string {
    const dir = mkdtempSync(join(tmpdir(), 'textgrad-cached-'))
    onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
    return dir
  }
  const filesIn = (dir: string) =>
    readdirSync(dir, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))

  test('in a folder gives the next run what was bought', async () => {
    const options: CachedOptions = { dir: folder() }
    // Both are asked at once, so either may be the first.
    const bought = await textsOf(compose(numbered(), cached(options)), [cold('hello'), ask('hello')])
    expect(bought.toSorted()).toEqual(['reply 0', 'reply 1'])
    const model = numbered()
    const replies = await textsOf(compose(model, cached(options)), [cold('hello'), ask('hello')])
    expect(replies).toEqual(bought)
    expect(model.calls).toHaveLength(0)
  })

  test('with a damaged entry asks again, and replaces it', async () => {
    const dir = folder()
    const ask2 = async () =>
      (await compose(numbered(), cached({ dir })).generate(cold('hello'))).usage.dollars
    expect(await ask2()).toBe(0.25)
    const [file = ''] = filesIn(dir)
    writeFileSync(file, readFileSync(file, 'utf8').replace('reply 0', 'reply 1'))
    expect(await ask2()).toBe(0.25)
    expect(await ask2()).toBe(0)
  })

  test.for(['', 'null', '[]', '{', '{"text":1,"usage":{}}', '{"text":"x"}', '{"text":"x","usage":null}'])(
    'with an entry that is none (%s) asks again',
    async (written) => {
      const { entries, store } = mapStore()
      const asked = async () => (await compose(numbered(), cached({ store })).generate(cold('hello'))).text
      await asked()
      for (const key of entries.keys()) entries.set(key, written)
      expect(await asked()).toBe('reply 0')
      expect([...entries.values()]).toEqual([expect.stringContaining('reply 0')])
    },
  )

  test('fault 24: with an entry whose usage makes no sense says that it is unknown', async () => {
    const { entries, store } = mapStore()
    const asked = () => compose(numbered(), cached({ store })).generate(cold('hello'))
    await asked()
    const [key = ''] = entries.keys()
    entries.set(
      key,
      '{"text":"x","model":3,"usage":{"inputTokens":"9","outputTokens":-1,"__proto__":{"dollars":1}}}',
    )
    expect(await asked()).toEqual({
      text: 'x',
      finish: 'stop',
      usage: { inputTokens: 0, outputTokens: 0, dollars: 0, calls: 0, saved: {} },
    })
  })

  test('fault 35: that cannot be used is an error before anything is paid', async () => {
    const dir = folder()
    writeFileSync(join(dir, 'file'), '')
    const model = numbered()
    const error = await failure(compose(model, cached({ dir: join(dir, 'file') })).generate(ask('hello')))
    expect(error).toBeInstanceOf(StoreError)
    expect(model.calls).toHaveLength(0)
  })

  test('fault 34: that is full costs no reply, and is told once', async () => {
    const told: Error[] = []
    const full = new StoreError('no space left')
    const store: ReplyStore = { get: async () => undefined, put: () => Promise.reject(full) }
    const engine = compose(numbered(), cached({ store, warn: (error) => told.push(error) }))
    expect(await textsOf(engine, [ask('a'), ask('b')])).toEqual(['reply 0', 'reply 1'])
    expect(told).toEqual([full])
  })

  test('in a folder without a name, or of no size, is a mistake', () => {
    expect(() => cached({ dir: ' ' })).toThrow(TypeError)
    expect(() => cached({ dir: 'x', maxBytes: -1 })).toThrow(RangeError)
  })
})
