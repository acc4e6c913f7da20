import { setTimeout as sleep } from 'node:timers/promises'

import { describe, expect, it } from 'vitest'

import { child } from './child.test.support.ts'
import { newFile, stored, within } from './durable.test.support.ts'
import { lastRequest, openQuestion, sayTo, takeBack } from './say.ts'

const program = new URL('./listening.test.program.ts', import.meta.url)
const said = (file: string, id: string) => within(file, (store) => store.said(id))

/** What a process asks, once it has asked. */
async function question(file: string, id: string) {
  for (;;) {
    const open = openQuestion(await said(file, id))
    if (open) return open
    await sleep(50)
  }
}

describe('what people say to a run that another process works on', { timeout: 60_000 }, () => {
  it.each([
    ['pause', 'paused by a person false'],
    ['stop', 'stopped by a person true'],
  ] as const)('%s is heard', async (kind, heard) => {
    const store = newFile()
    const worker = child(program, { store })
    const id = (await worker.next())!
    await sayTo(store, id, { kind })
    expect(await worker.next()).toBe(heard)
    expect(await worker.ended()).toMatchObject({ code: 0, err: '' })
    expect(await said(store, id)).toMatchObject([{ kind, step: 0, text: '' }])
    await expect(sayTo(store, id, { kind })).rejects.toThrow(RangeError)
  })

  it('an answer reaches the question, once', async () => {
    const store = newFile()
    const worker = child(program, { store, asks: 'What should be better?' })
    const id = (await worker.next())!
    const { number, ...asked } = await question(store, id)
    expect(asked).toMatchObject({ kind: 'question', step: 2, text: 'What should be better?' })
    const answer = { kind: 'answer', answers: number, text: 'a half \uD800 of it' } as const
    await expect(sayTo(store, id, { ...answer, answers: number + 1 })).rejects.toThrow('not open')
    await sayTo(store, id, answer)
    await expect(sayTo(store, id, answer)).rejects.toThrow(RangeError)
    expect(await worker.next()).toBe('a half \uFFFD of it')
    expect(openQuestion(await said(store, id))).toBeUndefined()
    expect((await said(store, id)).at(-1)).toMatchObject(answer)
    expect((await worker.ended()).code).toBe(0)
  })

  it('a pause ends the wait for an answer', async () => {
    const store = newFile()
    const worker = child(program, { store, asks: 'Well?' })
    const id = (await worker.next())!
    await question(store, id)
    await sayTo(store, id, { kind: 'pause' })
    expect(await worker.next()).toBe('paused by a person')
    expect((await worker.ended()).code).toBe(0)
  })
})

describe('notes on a run', () => {
  it('are kept beside its log, which stays what it was, and can be taken back', async () => {
    const file = newFile()
    const [id, other] = await within(file, async (store) => {
      await using run = await store.start({ task: 'test' })
      await using second = await store.start({ task: 'test' })
      await run.emit({ step: 1, path: 'a', at: 1, type: 'note', text: 'told' })
      return [run.id, second.id] as const
    })
    const log = await within(file, (store) => stored(store, id))
    const one = await sayTo(file, id, { kind: 'note', step: 1, text: 'odd' })
    const two = await sayTo(file, id, { kind: 'note', step: 1, text: 'odder' })
    await expect(takeBack(file, other, one)).rejects.toThrow('There is no such note')
    await takeBack(file, id, two)
    const three = await sayTo(file, id, { kind: 'note', text: 'last' })
    expect(three).toBeGreaterThan(two)
    expect((await said(file, id)).map(({ text }) => text)).toEqual(['odd', 'last'])
    expect(await said(file, other)).toEqual([])
    expect(await within(file, (store) => stored(store, id))).toEqual(log)
    await expect(sayTo(file, 'nowhere', { kind: 'note' })).rejects.toThrow('There is no run nowhere')
  })

  it('what was said before is not heard by who resumes', async () => {
    const file = newFile()
    await within(file, async (store) => {
      await using run = await store.start({ task: 'test' })
      const number = await sayTo(file, run.id, { kind: 'pause' })
      expect(lastRequest(await store.said(run.id))).toMatchObject({ kind: 'pause', number })
      await run[Symbol.asyncDispose]()
      await using again = await store.resume(run.id)
      await sleep(500)
      expect(again.people.pause.aborted).toBe(false)
      expect(lastRequest(await store.said(run.id))).toBeUndefined()
      // Whoever is asked elsewhere, too, may answer there.
      const elsewhere = async (): Promise<string> => 'typed'
      expect(await again.people.ask('And now?', { step: 1, elsewhere })).toBe('typed')
      expect((await store.said(run.id)).map(({ kind, text }) => `${kind} ${text}`)).toEqual([
        'pause ',
        'resume ',
        'question And now?',
        'answer typed',
      ])
    })
  })
})
