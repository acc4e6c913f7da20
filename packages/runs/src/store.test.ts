import { readFileSync } from 'node:fs'

import { canonicalLog, image, LlmCall, rootCall, StoreError, type Json, type RunEvent } from '@textgrad/core'
import * as fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'

import { model, newFile, runIn, stored, within } from './durable.test.support.ts'
import { renderReport } from './report.ts'
import { openStore } from './store.ts'

/** Of all that JavaScript can hold, halves of characters among it. */
const anyText = fc.string({ unit: fc.nat(0xffff).map((code) => String.fromCharCode(code)), maxLength: 40 })

const note = (text: string, at = 1): RunEvent => ({ step: 1, path: 'step-1/a', at, type: 'note', text })

describe('a store', () => {
  it('keeps the events of a run for whoever opens it next, numbered from 1', async () => {
    const file = newFile()
    const id = await within(file, async (store) => {
      await using run = await store.start({ task: 'test' })
      expect(
        await Promise.all([store.append(run.id, note('a')), store.append(run.id, note('b', 2.5))]),
      ).toEqual([1, 2])
      return run.id
    })
    await within(file, async (store) => {
      expect(await store.runs()).toEqual([id])
      expect(await Array.fromAsync(store.read(id))).toEqual([
        { number: 1, event: note('a') },
        { number: 2, event: note('b', 2.5) },
      ])
      expect(await Array.fromAsync(store.read(id, { after: 1 }))).toHaveLength(1)
      expect(JSON.stringify((await stored(store, id))[0])).toBe(JSON.stringify(note('a')))
    })
  })

  it('keeps a whole run, and says how it went', async () => {
    const file = newFile()
    const engine = model()
    const { id, ended } = await within(file, async (store) => {
      await using run = await store.start({ task: 'prompts', seed: 3 })
      return { id: run.id, ended: await runIn(run, engine) }
    })
    await within(file, async (store) => {
      const events = await stored(store, id)
      expect(canonicalLog(events)).toBe(ended.log)
      const info = await store.info(id)
      expect(info).toMatchObject({
        id,
        plan: { task: 'prompts', seed: 3 },
        status: 'done',
        steps: ended.result!.steps,
        attempts: 1,
        maybe: { calls: 0 },
      })
      expect(info.best!.score).toBe(ended.result!.best.evaluation.score)
      expect(info.spent).toEqual(ended.result!.spent)
      expect(info.spent.calls).toBe(engine.calls.length)
    })
  })

  it('gives the same report byte for byte, however often it is opened', async () => {
    const file = newFile()
    const id = await within(file, async (store) => {
      await using run = await store.start({ task: 'prompts' })
      await runIn(run, model({ latency: { from: 0, to: 3, seed: 1 } }))
      return run.id
    })
    const report = (): Promise<string> => within(file, async (store) => renderReport(await stored(store, id)))
    const first = await report()
    expect(first).toMatch(/^<!doctype html>/)
    expect(Buffer.from(await report()).equals(Buffer.from(first))).toBe(true)
  })

  it('tells a follower what comes, until it has heard enough', async () => {
    await within(newFile(), async (store) => {
      await using run = await store.start({ task: 'test' })
      const heard: number[] = []
      const controller = new AbortController()
      const following = (async () => {
        for await (const { number } of store.read(run.id, { follow: true, signal: controller.signal })) {
          heard.push(number)
          if (number === 3) controller.abort()
        }
      })()
      for (const text of ['a', 'b', 'c']) await run.emit(note(text))
      await expect(following).rejects.toMatchObject({ name: 'AbortError' })
      expect(heard).toEqual([1, 2, 3])
    })
  })

  it('tells a follower in another process what this one writes', async () => {
    const file = newFile()
    await using writer = await openStore(file)
    await using reader = await openStore(file)
    await using run = await writer.start({ task: 'test' })
    const first = reader.read(run.id, { follow: true }).next()
    await run.emit(note('a'))
    expect((await first).value).toEqual({ number: 1, event: note('a') })
  })

  it('redacts events as it is told to, and knows them again', async () => {
    const redact = (event: RunEvent): RunEvent =>
      event.type === 'note' ? { ...event, text: event.text.replaceAll(/\d/g, '#') } : event
    const file = newFile()
    await using store = await openStore(file, { redact })
    const run = await store.start({ task: 'test' })
    await run.emit(note('call 555'))
    await run[Symbol.asyncDispose]()
    await using again = await store.resume(run.id)
    await again.emit(note('call 555'))
    expect(await stored(store, run.id)).toEqual([note('call ###')])
  })

  it('fault 41: ids are in the order of the runs and never used again, also when the clock is set back', async () => {
    const file = newFile()
    const ids: string[] = []
    const now = Date.now()
    for (const offset of [0, 0, -3_600_000, -86_400_000, 5000]) {
      vi.spyOn(Date, 'now').mockReturnValue(now + offset)
      await within(file, async (store) => {
        await using run = await store.start({ task: 'test' })
        ids.push(run.id)
        await run.emit(note('a', Date.now()))
        await run.emit(note('b', Date.now() - 3_600_000))
        expect((await stored(store, run.id)).map((event) => 'text' in event && event.text)).toEqual([
          'a',
          'b',
        ])
      })
      vi.restoreAllMocks()
    }
    expect(ids).toEqual(ids.toSorted())
    expect(new Set(ids).size).toBe(5)
    expect(ids[0]).toMatch(/^\d{6}-\d{6}-[2-9b-z]{4}$/)
  })

  it('fault 46: gives texts back as they were: NUL, halves of characters, whatever JSON can say', async () => {
    const texts = [
      '',
      '\0',
      'a\0b',
      '\uD800',
      'x\uDC00y',
      '\uDFFF\uD800',
      '😀',
      '\u202E',
      '"\\\n\u2028',
      '\uFFFD',
    ]
    const file = newFile()
    const all = [...new Set([...texts, ...fc.sample(anyText, { numRuns: 300, seed: 46 })])]
    const id = await within(file, async (store) => {
      await using run = await store.start({ task: 'test' })
      await Promise.all(
        all.map(async (text, index) => {
          await run.journal.settle(`path ${index} ${text}`, {
            hash: text,
            reply: { text },
            spent: { calls: 1 },
          })
          await run.emit({ ...note(text), path: text })
        }),
      )
      return run.id
    })
    await within(file, async (store) => {
      const events = await stored(store, id)
      expect(new Set(events.map((event) => JSON.stringify(event)))).toEqual(
        new Set(all.map((text) => JSON.stringify({ ...note(text), path: text }))),
      )
      await using run = await store.resume(id)
      for (const [index, text] of all.entries()) {
        const entry = await run.journal.get(`path ${index} ${text}`, text)
        expect(entry).toEqual({ hash: text, reply: { text }, spent: { calls: 1 } })
      }
    })
  })

  it('fault 46: gives back whatever is JSON as it was', async () => {
    await within(newFile(), async (store) => {
      await using run = await store.start({ task: 'test' })
      let count = 0
      await fc.assert(
        fc.asyncProperty(fc.jsonValue(), anyText, async (value, hash) => {
          const path = `path ${count++}`
          const reply = value as Json
          await run.journal.settle(path, { hash, reply, spent: {} })
          const entry = await run.journal.get(path, hash)
          expect(JSON.stringify(entry)).toBe(JSON.stringify({ hash, spent: {}, reply }))
        }),
        { seed: 46, numRuns: 300 },
      )
    })
  })

  it('fault 46: gives a text of 200 MB back as it was', { timeout: 60_000 }, async () => {
    const reply = 'ä\0b'.repeat(200e6 / 8)
    const file = newFile()
    const id = await within(file, async (store) => {
      await using run = await store.start({ task: 'test' })
      await run.journal.settle('big', { hash: 'h', reply, spent: {} })
      return run.id
    })
    await within(file, async (store) => {
      await using run = await store.resume(id)
      const entry = await run.journal.get('big', 'h')
      expect(entry!.reply === reply).toBe(true)
    })
  })

  it('keeps images by name, without their bytes', async () => {
    const file = newFile()
    const bytes = Uint8Array.from({ length: 5000 }, (_, index) => (index * 7919 + (index >> 3)) % 256)
    bytes.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
    await within(file, async (store) => {
      await using run = await store.start({ task: 'test' })
      const call = rootCall({ journal: run.journal, emit: run.emit })
      const llm = new LlmCall({ engine: model() })
      await llm.forward(image(bytes, { role: 'picture' }), call)
      const [told] = await stored(store, run.id)
      expect(JSON.stringify(told)).toMatch(/\[image \w+: image\/png, 5000 bytes\]/)
    })
    const kept = readFileSync(file)
    expect(kept.includes(Buffer.from(bytes.subarray(100, 200)))).toBe(false)
    expect(kept.includes(Buffer.from(bytes).toString('base64').slice(400, 500))).toBe(false)
  })

  it('refuses a result that is not JSON, naming its path', async () => {
    await within(newFile(), async (store) => {
      await using run = await store.start({ task: 'test' })
      const call = rootCall({ journal: run.journal })
      const failing = call.once('step-1/look', async () => undefined)
      await expect(failing).rejects.toThrow(
        new StoreError('The result of step-1/look can not be kept: it is not JSON'),
      )
    })
  })

  it('says which run there is not, and what is closed', async () => {
    const file = newFile()
    const store = await openStore(file)
    await expect(store.resume('260314-093005-k7qx')).rejects.toThrow(
      new StoreError(`There is no run 260314-093005-k7qx in the store ${file}`),
    )
    await expect(store.append('260314-093005-k7qx', note('a'))).rejects.toThrow('is not open for writing')
    const run = await store.start({ task: 'test' })
    await run[Symbol.asyncDispose]()
    await expect(run.emit(note('a'))).rejects.toThrow(`The run ${run.id} is closed`)
    await store[Symbol.asyncDispose]()
    await expect(store.runs()).rejects.toThrow(`The store ${file} is closed`)
  })
})
