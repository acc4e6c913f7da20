import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import type { RunHead, RunList, StepDetail, StepPage } from '../model/wire.ts'
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
})
afterAll(() => studio[Symbol.asyncDispose]())

async function json<T>(path: string): Promise<T> {
  return (await (await fetch(`${studio.address}/api${path}`)).json()) as T
}

describe('what the pages ask for', () => {
  it('lists runs, the newest first, in pages', async () => {
    const { runs, total } = await json<RunList>('/runs?limit=1')
    expect(total).toBe(2)
    expect(runs).toMatchObject([{ task: 'test', baseline: 0.5 }])
    expect((await json<RunList>('/runs?from=1')).runs[0]).toMatchObject({ id, steps: 3 })
  })

  it('tells a run, and its steps in pages', async () => {
    const head = await json<RunHead>(`/runs/${id}`)
    expect(head).toMatchObject({ steps: 4, start: { task: 'prompts' }, end: null, edition: '1-0' })
    const { rows, last } = await json<StepPage>(`/runs/${id}/steps?from=1&limit=2`)
    expect(last).toBe(head.last)
    expect(rows.map(({ number }) => number)).toEqual([1, 2])
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
