import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

import { StoreError, type RunEvent } from '@textgrad/core'
import { describe, expect, it } from 'vitest'

import { child } from './child.test.support.ts'
import { folder, model, newFile, runIn, stored, within } from './durable.test.support.ts'
import { openStoreToRead } from './store-reader.ts'

const note = (text: string): RunEvent => ({ step: 1, path: 'step-1/a', at: 1, type: 'note', text })

describe('a store that is opened for reading', () => {
  it('tells what the store tells', async () => {
    const file = newFile()
    const id = await within(file, async (store) => {
      await using run = await store.start({ task: 'prompts' })
      await runIn(run, model())
      return run.id
    })
    const told = await within(file, (store) => stored(store, id))
    await using reader = await openStoreToRead(file)
    expect(await reader.runs()).toEqual([id])
    expect(await reader.info(id)).toEqual(await within(file, (store) => store.info(id)))
    expect((await Array.fromAsync(reader.read(id))).map(({ event }) => event)).toEqual(told)
    expect(await reader.gone(id)).toBe(0)
  })

  it('tells values of megabytes among short ones, each once', async () => {
    const file = newFile()
    const sizes = [1, 3e6, 3e6, ...Array.from({ length: 40 }, () => 9), 5e6, 1, 4e6]
    const id = await within(file, async (store) => {
      await using run = await store.start({ task: 'test' })
      for (const [index, size] of sizes.entries()) await run.emit(note(`${index} ${'x'.repeat(size)}`))
      return run.id
    })
    await using reader = await openStoreToRead(file)
    const told = await Array.fromAsync(reader.read(id))
    expect(told.map(({ number }) => number)).toEqual(sizes.map((_, index) => index + 1))
    const texts = told.map(({ event }) => (event as { text: string }).text)
    expect(texts.map((text, index) => text.length - `${index} `.length)).toEqual(sizes)
  })

  it('follows a process that writes', async () => {
    const file = newFile()
    const id = await within(file, async (store) => {
      await using run = await store.start({ task: 'test' })
      return run.id
    })
    await using reader = await openStoreToRead(file)
    const writer = child(new URL('./writing.test.program.ts', import.meta.url), { store: file, run: id })
    const controller = new AbortController()
    const numbers: number[] = []
    for await (const { number } of reader.read(id, { follow: true, signal: controller.signal })) {
      if (numbers.push(number) === 60) break
    }
    writer.kill()
    await writer.ended()
    expect(numbers).toEqual(Array.from({ length: 60 }, (_, index) => index + 1))
  })

  it('counts what a resumed run did not tell again', async () => {
    const file = newFile()
    const id = await within(file, async (store) => {
      await using run = await store.start({ task: 'test' })
      await store.append(run.id, note('first'))
      await store.append(run.id, {
        step: 1,
        path: '',
        at: 1,
        type: 'run-end',
        status: 'aborted',
        steps: 0,
        spent,
      })
      return run.id
    })
    await using reader = await openStoreToRead(file)
    expect(await reader.gone(id)).toBe(0)
    await within(file, async (store) => {
      await using run = await store.resume(id)
      await store.append(run.id, note('second'))
    })
    expect(await reader.gone(id)).toBe(1)
    expect((await Array.fromAsync(reader.read(id))).map(({ number }) => number)).toEqual([1, 3])
  })

  it('is never written', async () => {
    const file = newFile()
    await within(file, async (store) => {
      await using run = await store.start({ task: 'test' })
      await store.append(run.id, note('a'))
    })
    const before = new DatabaseSync(file, { readOnly: true }).prepare('PRAGMA data_version').get()
    await using reader = await openStoreToRead(file)
    await reader.runs()
    expect(new DatabaseSync(file, { readOnly: true }).prepare('PRAGMA data_version').get()).toEqual(before)
  })

  it('says that the file was removed or replaced, which nobody else sees as it was', async () => {
    const [file, other] = [newFile(), newFile()]
    for (const one of [file, other]) {
      await within(one, async (store) => {
        await using _ = await store.start({ task: 'test' })
      })
    }
    await using reader = await openStoreToRead(file)
    const [id] = await reader.runs()
    renameSync(file, `${file}-before`)
    await expect(reader.runs()).rejects.toThrow(
      new StoreError(`The store ${file} was removed while it was in use; start again what reads it`),
    )
    renameSync(other, file)
    await expect(reader.info(id!)).rejects.toThrow('was replaced while it was in use')
    rmSync(file)
    renameSync(`${file}-before`, file)
    expect(await reader.runs()).toEqual([id])
  })

  it('has to be a store of this version', async () => {
    const missing = join(folder, 'missing.db')
    await expect(openStoreToRead(missing)).rejects.toThrow(new StoreError(`There is no store ${missing}`))
    const inside = join(folder, 'a-folder')
    mkdirSync(inside)
    await expect(openStoreToRead(inside)).rejects.toThrow('There is no store')
    const text = join(folder, 'text.db')
    writeFileSync(text, 'no store')
    await expect(openStoreToRead(text)).rejects.toThrow('is not a store of textgrad')
    const old = newFile()
    await within(old, async () => {})
    using connection = new DatabaseSync(old)
    connection.exec('PRAGMA user_version = 1')
    await expect(openStoreToRead(old)).rejects.toThrow(
      /has version 1, and this textgrad reads version 3: open it/,
    )
  })
})

const spent = { calls: 0, tokens: 0, dollars: 0, evaluations: 0 }
