import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import type { StepRow } from '../model/step-row.ts'
import type { Following, RunHead, RunList, StepDetail } from '../model/wire.ts'
import { keep, newFile } from '../run.test.support.ts'
import { beginning, everyKind, step } from '../told.test.support.ts'
import { startStudio, type Studio } from './start-studio.ts'

const long = `${'word '.repeat(60_000)}the end`
let studio: Studio
let id: string
beforeAll(async () => {
  const file = newFile()
  const second = step(2, { text: long, artifacts: everyKind })
  id = await keep(file, [...beginning(), ...step(1), ...second, ...step(3, { isKept: false })])
  await keep(file, beginning('another'))
  studio = await startStudio({ store: file })
}, 60_000)
afterAll(() => studio[Symbol.asyncDispose]())

async function json<T>(path: string): Promise<T> {
  return (await (await fetch(`${studio.address}/api${path}`)).json()) as T
}

interface Sent {
  readonly event: string
  readonly id?: string
  readonly data: string
}

/** What is sent as it comes, until an event of this name. */
async function until(name: string, path: string, last?: string): Promise<Sent[]> {
  const controller = new AbortController()
  const headers: Record<string, string> = last === undefined ? {} : { 'last-event-id': last }
  const { body } = await fetch(`${studio.address}/api${path}`, { headers, signal: controller.signal })
  const sent: Sent[] = []
  let rest = ''
  for await (const chunk of body!.pipeThrough(new TextDecoderStream())) {
    const parts = (rest + chunk).split('\n\n')
    rest = parts.pop()!
    for (const part of parts) {
      const fields = part
        .split('\n')
        .map((line) => [line.split(': ', 1)[0]!, line.slice(line.indexOf(': ') + 2)])
      sent.push({ event: 'message', data: '', ...(Object.fromEntries(fields) as Partial<Sent>) })
    }
    if (sent.some(({ event }) => event === name)) break
  }
  controller.abort()
  return sent
}

describe('what the pages ask for', () => {
  it('tells of each kind of what a step told, however much it told of others', async () => {
    const file = newFile()
    const [first, gradient, call, ...rest] = step(1, { artifacts: everyKind })
    const values = Array.from({ length: 700 }, (_, place) => ({
      ...first!,
      type: 'forward' as const,
      variable: `v${place}`,
      op: 'op',
      role: 'r',
      inputs: [],
      value: 'x',
    }))
    const said = Array.from({ length: 320 }, () => gradient!)
    const run = await keep(file, [...beginning(), first!, ...values, ...said, call!, ...rest])
    await using other = await startStudio({ store: file })
    const ask = async (query: string): Promise<StepDetail> =>
      (await (await fetch(`${other.address}/api/runs/${run}/steps/1${query}`)).json()) as StepDetail
    const lengths = ({ gradients, artifacts, calls, left }: StepDetail) => [
      gradients.length,
      artifacts.length,
      calls.length,
      left,
    ]
    expect(lengths(await ask(''))).toEqual([300, everyKind.length, 1, 20])
    expect(lengths(await ask('?limit=1000'))).toEqual([320, everyKind.length, 1, 0])
    expect(lengths(await ask('?limit=2'))).toEqual([2, 2, 1, 318 + everyKind.length - 2])
  })

  it('lists runs, the newest first, in pages', async () => {
    const { runs, total } = await json<RunList>('/runs?limit=1')
    expect(total).toBe(2)
    expect(runs).toMatchObject([{ task: 'test', baseline: 0.5 }])
    expect((await json<RunList>('/runs?from=1')).runs[0]).toMatchObject({ id, steps: 3 })
  })

  it('tells a run, then its steps, then from where on it is followed', async () => {
    const head = await json<RunHead>(`/runs/${id}`)
    expect(head).toMatchObject({ run: { steps: 3 }, start: { task: 'prompts' } })
    const told = await until('following', `/runs/${id}/live`)
    const rows = told.filter(({ event }) => event === 'rows')
    expect(told).toHaveLength(rows.length + 2)
    expect(told[0]!.event).toBe('begin')
    // A row that grew while it was read is sent again.
    const steps = rows.flatMap(({ data }) => (JSON.parse(data) as StepRow[]).map(({ number }) => number))
    expect([...new Set(steps)]).toEqual([0, 1, 2, 3])
    const { id: place, data } = told.at(-1)!
    const { last, end } = JSON.parse(data) as Following
    expect(end).toBeNull()
    expect(place).toBe(`1-0/${last}`)
  })

  it('goes on where a page was cut off, and begins again where that was taken back', async () => {
    const path = `/runs/${id}/live`
    const [first] = await until('message', path, '1-0/3')
    expect(first).toMatchObject({ id: '1-0/4', event: 'message' })
    const again = await until('following', path, '2-7/3')
    expect(again[0]!.event).toBe('begin')
    // A page that was hidden says it in the address, a browser that was cut off since in a header.
    const [seen] = await until('message', `${path}?last=${encodeURIComponent('1-0/5')}`)
    expect(seen).toMatchObject({ id: '1-0/6' })
    const [later] = await until('message', `${path}?last=${encodeURIComponent('1-0/5')}`, '1-0/6')
    expect(later).toMatchObject({ id: '1-0/7' })
  })

  it('cuts long texts short and gives all of them when they are asked for', async () => {
    const detail = await json<StepDetail>(`/runs/${id}/steps/2`)
    const [gradient] = detail.gradients
    expect(gradient!.text).toMatchObject({ size: long.length, at: '/text', head: long.slice(0, 4000) })
    const whole = `${studio.address}/api/runs/${id}/events/${gradient!.number}/text?at=/text`
    const answer = await fetch(whole)
    expect(await answer.text()).toBe(long)
    const again = await fetch(whole, { headers: { 'if-none-match': answer.headers.get('etag')! } })
    expect(again.status).toBe(304)
    expect(detail.artifacts.map(({ kind }) => kind)).toEqual(everyKind.map(({ kind }) => kind))
    expect(JSON.stringify(detail).length).toBeLessThan(20_000)
  })

  it('gives pictures as images in which nothing runs', async () => {
    const { artifacts } = await json<StepDetail>(`/runs/${id}/steps/2`)
    const picture = artifacts.find(({ kind }) => kind === 'svg')!
    const answer = await fetch(`${studio.address}/api/runs/${id}/events/${picture.number}/picture`)
    expect(answer.headers.get('content-type')).toBe('image/svg+xml')
    expect(answer.headers.get('content-security-policy')).toContain('sandbox')
  })
})
