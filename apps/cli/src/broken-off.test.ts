import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

import type { RunEvent } from '@textgrad/core'
import { beforeAll, describe, expect, it } from 'vitest'

import { during, endOf, linesOf, longRun, runs, store, type Line, type RunEnd } from './kept.test.support.ts'
import { folder, simulatedModel, start, textgrad } from './typed.test.support.ts'

/** What makes a run ask the model at an address. */
function asking(url: string, steps: number): string[] {
  return ['--engine', 'openai:small', '--base-url', url, '--steps', String(steps), '--json']
}

/** Presses Ctrl-C, and waits until the process has said that it heard it, or has ended. */
async function pressOnce({ child }: ReturnType<typeof start>): Promise<void> {
  let said = ''
  const heard = new Promise<void>((resolve) => {
    child.on('close', () => resolve())
    child.stderr!.on('data', (chunk) => {
      said += String(chunk)
      if (said.includes('press Ctrl-C again to stop at once')) resolve()
    })
  })
  child.kill('SIGINT')
  await heard
}

describe('a run on the command line that is broken off', { timeout: 120_000 }, () => {
  let whole: RunEnd
  beforeAll(async () => {
    const ended = await textgrad('run', 'molecules', ...longRun, ...store('whole'))
    whole = endOf(ended)
  }, 60_000)

  it('ends in order on Ctrl-C, says how to go on, and goes on to the same end', async () => {
    const stopped = await during(['run', 'molecules', ...longRun, ...store('stopped')], 3, (child) =>
      child.kill('SIGINT'),
    )
    expect(stopped.code).toBe(130)
    expect(endOf(stopped)).toMatchObject({
      type: 'run-end',
      status: 'aborted',
      best: { score: expect.any(Number) },
    })
    const [{ id, ...line }] = (await runs(...store('stopped'))) as [Line]
    expect(line).toMatchObject({ status: 'aborted', maybePaid: { calls: 0 } })
    const typed = /^Resume with: textgrad (.*)$/m.exec(stopped.err)![1]!.split(' ')
    expect(typed).toEqual(['resume', id, '--store', join(folder, 'stopped.db')])
    const resumed = await textgrad(...typed, '--json')
    expect(resumed).toMatchObject({ code: 0, err: '' })
    const { at: _, ...end } = endOf(resumed)
    expect(end).toEqual({ ...whole, at: undefined, ...end, best: whole.best, spent: whole.spent })
    expect(end).toMatchObject({ status: 'done', steps: whole.steps, best: whole.best, spent: whole.spent })
    expect((await runs(...store('stopped')))[0]).toMatchObject({ id, status: 'done', attempts: 2 })
  })

  it('goes on to the same end after it was killed, again and again', async () => {
    const file = store('killed')
    await during(['run', 'molecules', ...longRun, ...file], 1, (child) => child.kill('SIGKILL'))
    const [{ id, status }] = (await runs(...file)) as [Line]
    expect(status).toBe('interrupted')
    for (const steps of [2, 5])
      await during(['resume', id, ...file, '--json'], steps, (child) => child.kill('SIGKILL'))
    const resumed = await textgrad('resume', id, ...file, '--json')
    expect(resumed).toMatchObject({ code: 0, err: '' })
    expect(endOf(resumed)).toMatchObject({ status: 'done', steps: whole.steps, best: whole.best })
    expect(await textgrad('replay', id, ...file)).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^The same: \d+ events of 12 steps\n$/),
    })
    // The events of a run are told once, whole, whatever happened to its processes.
    const events = linesOf<RunEvent>(await textgrad('export', id, ...file, '--jsonl'))
    expect(events.filter(({ type }) => type === 'run-end')).toHaveLength(1)
    expect(events.filter(({ type }) => type === 'step-end')).toHaveLength(12)
  })

  it('stops at once on a second Ctrl-C, and can still be resumed', async () => {
    // The model is simulated; it answers when the process has ended.
    const isOver = Promise.withResolvers<void>()
    await using model = await simulatedModel('CC(=O)Nc1ccc(O)cc1', isOver.promise)
    const started = start(['run', 'molecules', ...asking(model.url, 1), ...store('twice')])
    while (model.asked.length === 0) await sleep(20)
    // Signals that come together may count as one.
    await pressOnce(started)
    started.child.kill('SIGINT')
    const { code, err } = await started.ended
    isOver.resolve()
    expect(code).toBe(130)
    expect(err).toMatch(/^Resume with: textgrad resume /m)
    const [{ id, ...line }] = (await runs(...store('twice'))) as [Line]
    // What was under way may have been paid.
    expect(line).toMatchObject({ status: 'interrupted', spent: { calls: 1 }, maybePaid: { calls: 1 } })
    const resumed = await textgrad('resume', id, ...store('twice'), '--json')
    expect(endOf(resumed)).toMatchObject({
      status: 'done',
      best: { value: 'CC(=O)Nc1ccc(O)cc1' },
      spent: { calls: 1 },
    })
    expect(model.asked).toHaveLength(2)
    expect((await runs(...store('twice')))[0]).toMatchObject({ spent: { calls: 2 }, maybePaid: { calls: 1 } })
    expect((await textgrad('show', id, ...store('twice'))).out).toMatch(/^Maybe paid +1 calls/m)
  })

  it('keeps what is under way on the first Ctrl-C', async () => {
    const isHeard = Promise.withResolvers<void>()
    await using model = await simulatedModel('CC(=O)Nc1ccc(O)cc1', isHeard.promise)
    const started = start(['run', 'molecules', ...asking(model.url, 1), ...store('once')])
    while (model.asked.length === 0) await sleep(20)
    await pressOnce(started)
    isHeard.resolve()
    expect((await started.ended).code).toBe(130)
    const [{ id, ...line }] = (await runs(...store('once'))) as [Line]
    expect(line).toMatchObject({ status: 'aborted', spent: { calls: 1 }, maybePaid: { calls: 0 } })
    expect(endOf(await textgrad('resume', id, ...store('once'), '--json'))).toMatchObject({ status: 'done' })
    expect(model.asked).toHaveLength(1)
  })

  it('is refused to a second process, which names the first one', async () => {
    const file = store('locked')
    // The model is simulated; it answers when the second process is done.
    const isRefused = Promise.withResolvers<void>()
    await using model = await simulatedModel('CC(=O)Nc1ccc(O)cc1', isRefused.promise)
    const started = start(['run', 'molecules', ...asking(model.url, 3), ...file])
    while (model.asked.length === 0) await sleep(20)
    const [{ id, status }] = (await runs(...file)) as [Line]
    expect(status).toBe('running')
    const refused = await textgrad('resume', id, ...file)
    await pressOnce(started)
    isRefused.resolve()
    expect((await started.ended).code).toBe(130)
    expect(refused).toMatchObject({ code: 1, out: '' })
    expect(refused.err).toMatch(
      new RegExp(`^textgrad: The run \\S+ is in use by the process ${started.child.pid} `),
    )
  })

  it('goes on with a larger budget where a smaller one was spent', async () => {
    const file = store('budget')
    const first = await textgrad('run', 'molecules', ...longRun, '--max-calls', '5', ...file)
    expect(endOf(first)).toMatchObject({ status: 'budget', spent: { calls: 5 } })
    const [{ id }] = (await runs(...file)) as [Line]
    // Without a new limit there is nothing left.
    expect(endOf(await textgrad('resume', id, ...file, '--json'))).toMatchObject({
      status: 'budget',
      spent: { calls: 5 },
    })
    const more = await textgrad('resume', id, ...file, '--max-calls', '500', '--json')
    expect(endOf(more)).toMatchObject({ status: 'done', best: whole.best, spent: whole.spent })
    expect(linesOf<{ plan: unknown }>(await textgrad('show', id, ...file, '--json'))[0]!.plan).toMatchObject({
      limits: { calls: 500 },
    })
  })

  it('asks for a first answer once, also when it is resumed', async () => {
    await using model = await simulatedModel('Eight.\nAnswer: B', 300)
    const words = ['--question', 'How many legs?', '--choices', 'six', '--choices', 'eight']
    const { child, ended } = start(['run', 'question', ...words, ...asking(model.url, 2), ...store('first')])
    while (model.asked.length < 2) await sleep(20)
    child.kill('SIGKILL')
    await ended
    const [{ id }] = (await runs(...store('first'))) as [Line]
    const resumed = await textgrad('resume', id, ...store('first'), '--json')
    expect(resumed).toMatchObject({ code: 0, err: '' })
    const first = model.asked.filter((asked) => asked === model.asked[0])
    expect(first).toHaveLength(1)
    expect(await textgrad('replay', id, ...store('first'))).toMatchObject({ code: 0 })
  })

  it('says how to go on when its model fails', async () => {
    await using model = await simulatedModel('x')
    const url = model.url.replace(/\/v1$/, '/nowhere')
    const ended = await textgrad('run', 'molecules', ...asking(url, 1), ...store('failing'))
    expect(ended.code).toBe(1)
    expect(ended.err).toMatch(/^Resume with: textgrad resume \S+ --store \S+failing.db\ntextgrad: /)
  })
})
