import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'

import type { RunEvent, StoredEvent } from '@textgrad/core'
import { beforeAll, describe, expect, it } from 'vitest'

import { endOf, linesOf, longRun, runs, store, type Line, type RunEnd } from './kept.test.support.ts'
import { folder, textgrad } from './typed.test.support.ts'

describe('a run on the command line', { timeout: 120_000 }, () => {
  let whole: RunEnd
  beforeAll(async () => {
    const ended = await textgrad('run', 'molecules', ...longRun, ...store('whole'))
    whole = endOf(ended)
  }, 60_000)

  it('is kept where it was typed, and says by which id', async () => {
    const before = Date.now()
    const ended = await textgrad('run', 'molecules', '--steps', '1')
    const id = /^Run (\S+), kept in (.*)$/m.exec(ended.out)!
    expect(id[2]).toBe(join(folder, '.textgrad', 'runs.db'))
    expect(await readFile(join(folder, '.textgrad', '.gitignore'), 'utf8')).toBe('*\n')
    const [line] = await runs()
    expect(line).toMatchObject({ id: id[1], task: 'molecules', status: 'done', steps: 1, attempts: 1 })
    expect(Object.keys(line!)).toEqual(
      expect.arrayContaining(['id', 'task', 'status', 'best', 'spent', 'started']),
    )
    expect(Date.parse(line!.started)).toBeGreaterThanOrEqual(before)
    expect(Date.parse(line!.started)).toBeLessThanOrEqual(Date.now())
    const table = (await textgrad('runs')).out
    expect(table).toMatch(/^id +task +status +steps +score +calls +cost +best$/m)
    expect(table).toContain(`${id[1]}  molecules  done    1 `)
    // The demo keeps nothing.
    await textgrad('demo')
    expect(await runs()).toHaveLength(1)
  })

  it('can be forked, shown and written in every way', async () => {
    const file = store('whole')
    const [{ id }] = (await runs(...file)) as [Line]
    const shown = (await textgrad('show', id.slice(0, -1), ...file)).out
    for (const part of [
      `Run         ${id}`,
      'Task        molecules',
      'Seed        4',
      'Status      done',
      'Steps       12',
      'Best:',
    ])
      expect(shown).toContain(part)
    expect(shown).toContain(whole.best!.value as string)

    const forked = await textgrad('fork', id, '--at-step', '2', '--steps', '5', ...file, '--json')
    expect(forked.code).toBe(0)
    const other = (await runs(...file)).at(-1)!
    expect(other).toMatchObject({ task: 'molecules', forkOf: id, status: 'done' })
    const before = linesOf<RunEvent>(await textgrad('export', id, '--jsonl', '--canonical', ...file))
    const after = linesOf<RunEvent>(await textgrad('export', other.id, '--jsonl', '--canonical', ...file))
    const untimed = (events: RunEvent[], from: number, to: number) =>
      events
        .filter(({ step, type }) => step >= from && step <= to && type !== 'run-end')
        .map((event) => ({ ...event, at: 0 }))
    expect(untimed(after, 0, 2)).toEqual(untimed(before, 0, 2))
    expect(untimed(after, 3, 3)).not.toEqual(untimed(before, 3, 3))
    expect(await textgrad('replay', other.id, ...file, '--json')).toMatchObject({
      code: 0,
      out: expect.stringContaining('{"same":true,'),
    })

    const html = ['export', id, '--html', ...file]
    const [one, two] = [await textgrad(...html), await textgrad(...html)]
    expect(one.out).toMatch(/^<!doctype html>/)
    expect(two.out).toBe(one.out)
    // The run is in it, with what its task shows of it as a whole.
    const [, packed] = /<script [^>]*id="run">([^<]+)</.exec(one.out)!
    const [first, ...rest] = gunzipSync(Buffer.from(packed!, 'base64')).toString().split('\n')
    const { info, views } = JSON.parse(first!) as { info: { id: string }; views: { name: string }[] }
    expect(info.id).toBe(id)
    expect(views.map(({ name }) => name)).toContain('molecules')
    const held = rest.map((line) => (JSON.parse(line) as StoredEvent).event)
    expect(held).toEqual(linesOf(await textgrad('export', id, '--jsonl', ...file)))
    const report = await textgrad('export', id, '--report', ...file)
    expect(report.out).toMatch(/^<!doctype html>/)
    expect(report.out).toContain('<h2>The whole run</h2>')
    const files = await textgrad('export', id, '--files', '--out', 'tried.sdf', ...file)
    expect(files).toMatchObject({ code: 0, err: `Written: ${join(folder, 'tried.sdf')}\n` })
    expect(await readFile(join(folder, 'tried.sdf'), 'utf8')).toMatch(/V2000[^]*M {2}END\n> {2}<smiles>/)
    const written = await textgrad('export', id, '--csv', '--out', 'run.csv', ...file)
    expect(written).toMatchObject({ code: 0, out: '', err: `Written: ${join(folder, 'run.csv')}\n` })
    const rows = (await readFile(join(folder, 'run.csv'), 'utf8')).trimEnd().split('\r\n')
    expect(rows[0]).toMatch(
      /^step,id,by,parents,accepted,score,feasible,error,metric: alerts,.*,value: smiles$/,
    )
    expect(rows.length).toBe(1 + before.filter(({ type }) => type === 'evaluation').length)
  })
})
