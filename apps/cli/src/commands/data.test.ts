import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'

import type { RunEvent } from '@textgrad/core'
import { sharedPath } from '@textgrad/host/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { tasks } from '../tasks.ts'
import { simulatedModel, start, type Ended } from '../typed.test.support.ts'

let data = ''
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'textgrad-data-'))
})
afterEach(() => rmSync(data, { recursive: true, force: true }))

/** Types a command with a folder for data sets of its own. */
const textgrad = (...args: readonly string[]): Promise<Ended> => start(args, { TEXTGRAD_DATA: data }).ended

/** Serves the files of a folder. Without `bytes` to send at once, each as a whole. */
async function mirrorOf(folder: string, bytes?: number) {
  const asked: { file: string; range: string | undefined }[] = []
  const server = createServer((request, response) => {
    const file = basename(request.url!.split('?')[0]!)
    const { range } = request.headers
    asked.push({ file, range })
    if (!existsSync(join(folder, file))) return void response.writeHead(404).end()
    const content = readFileSync(join(folder, file))
    const from = Number(range?.slice('bytes='.length, -1) ?? 0)
    response.writeHead(from > 0 ? 206 : 200, {
      'content-length': content.length - from,
      ...(from > 0 && { 'content-range': `bytes ${from}-${content.length - 1}/${content.length}` }),
    })
    if (bytes === undefined) response.end(content.subarray(from))
    else response.write(content.subarray(from, from + bytes))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    asked,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/mirror`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

describe('the data sets of all tasks', () => {
  it('are well-formed, and each name means one', () => {
    const sets = [...new Set(tasks.flatMap((task) => task.data ?? []))]
    expect(new Set(sets.map(({ name }) => name)).size).toBe(sets.length)
    for (const { name, summary, licence, files } of sets) {
      expect(name).toMatch(/^[a-z\d][a-z\d-]*$/)
      expect(summary).toMatch(/^[^\n]{1,120}$/)
      expect(licence).toMatch(/\S/)
      const wrong = files.filter(
        ({ url, sha256, bytes }) =>
          !url.startsWith('https://') || !/^[\da-f]{64}$/.test(sha256) || !Number.isInteger(bytes),
      )
      expect(wrong).toEqual([])
    }
  })
})

const shared = sharedPath('data')
describe.skipIf(!shared)('textgrad data', () => {
  it('fetches a set, finds it again, and tasks find it too', { timeout: 60_000 }, async () => {
    const folder = join(data, 'bbh')
    const got = await textgrad('data', 'get', 'bbh', '--from', join(shared!, 'bbh'))
    expect(got).toEqual({
      code: 0,
      out: `${folder}\n`,
      err: 'bbh: 27 files, 2.7 MB, checked; 27 of them are new\n',
    })
    const told = await textgrad('data', 'get', 'bbh', '--from', join(shared!, 'bbh'), '--json')
    expect(JSON.parse(told.out)).toMatchObject({ name: 'bbh', files: 27, fetched: 0 })
    expect((await textgrad('data', 'get', 'bbh', '--from', join(shared!, 'bbh'))).err).toContain(
      '; 0 of them',
    )
    expect(await textgrad('data', 'path', 'bbh')).toEqual({ code: 0, out: `${folder}\n`, err: '' })
    const listed = (await textgrad('data', 'list', '--json')).out.trim().split('\n')
    const facts = listed.map((line) => JSON.parse(line) as { name: string; here: number; files: number })
    expect(facts.find(({ name }) => name === 'bbh')).toMatchObject({
      licence: 'MIT',
      source: 'https://github.com/suzgunmirac/BIG-Bench-Hard',
      files: 27,
      bytes: 2_676_508,
      tasks: ['prompt'],
      folder,
      here: 27,
    })
    const { out } = await textgrad('data', 'list')
    expect(out).toMatch(/^bbh +2\.7 MB +27 +MIT +yes +BIG-Bench Hard/m)
    expect(out).toMatch(/^gsm8k +4\.9 MB +2 +MIT +no /m)

    await using model = await simulatedModel('Answer: 8')
    const words = ['--data', 'bbh/object_counting', '--max-items', '1', '--steps', '0']
    const engine = ['--engine', 'openai:small', '--base-url', model.url, '--json']
    const ended = await textgrad('run', 'prompt', ...words, ...engine)
    expect(ended.code).toBe(0)
    const last = JSON.parse(ended.out.trim().split('\n').at(-1)!) as RunEvent
    expect(last).toMatchObject({ type: 'run-end', status: 'done', best: { metrics: { unparsed: 0 } } })
    expect(model.asked[0]).toContain('How many')
  })

  it('fetches what a mirror has, and says what it has not', { timeout: 60_000 }, async () => {
    const folder = join(shared!, 'dockstring')
    const files = readdirSync(folder).filter((file) => /_(conf\.txt|target\.pdbqt)$/.test(file))
    await using mirror = await mirrorOf(folder)
    const secret = `${mirror.url.replace('//', '//me:hunter2@')}?key=hunter2`
    const { code, out, err } = await textgrad('data', 'get', 'dockstring', '--from', secret)
    const missing = 116 - files.length
    expect({ code, out }).toEqual(
      missing > 0 ? { code: 1, out: '' } : { code: 0, out: `${join(data, 'dockstring')}\n` },
    )
    const told = new RegExp(
      `^textgrad: ${missing} of 116 files of dockstring are missing, such as ${mirror.url}/\\w+\\.\\w+: the server answers 404\n$`,
    )
    expect(err).toMatch(missing > 0 ? told : /^dockstring: 116 files, 13\.7 MB/)
    expect(mirror.asked).toHaveLength(116)
    expect(readdirSync(join(data, 'dockstring'))).toEqual(files)
    for (const file of files)
      expect(readFileSync(join(data, 'dockstring', file)).equals(readFileSync(join(folder, file)))).toBe(true)
    const { out: listed } = await textgrad('data', 'list')
    expect(listed).toMatch(missing > 0 ? new RegExp(`^dockstring .* ${files.length} files `, 'm') : /yes/)
  })

  it('is left by Ctrl-C where the same command goes on', { timeout: 60_000 }, async () => {
    const folder = join(shared!, 'gsm8k')
    await using slow = await mirrorOf(folder, 300_000)
    const { child, ended } = start(['data', 'get', 'gsm8k', '--from', slow.url, '--to', join(data, 'own')])
    const partly = (): boolean =>
      existsSync(join(data, 'own/gsm8k')) &&
      readdirSync(join(data, 'own/gsm8k'), { recursive: true, encoding: 'utf8' }).some(
        (file) => file.endsWith('bytes') && readFileSync(join(data, 'own/gsm8k', file)).length >= 300_000,
      )
    await expect.poll(partly, { timeout: 30_000 }).toBe(true)
    child.kill('SIGINT')
    expect(await ended).toEqual({
      code: 130,
      out: '',
      err: '\nStopping.\nWhat has come is kept: the same command goes on with it.\n',
    })
    await using mirror = await mirrorOf(folder)
    const again = await textgrad('data', 'get', 'gsm8k', '--from', mirror.url, '--to', join(data, 'own'))
    expect(again).toMatchObject({ code: 0, out: `${join(data, 'own/gsm8k')}\n` })
    expect(mirror.asked.map(({ range }) => range)).toContain('bytes=300000-')
    expect(readdirSync(join(data, 'own/gsm8k')).toSorted()).toEqual(['test.jsonl', 'train.jsonl'])
  })
})

describe('wrong arguments', () => {
  it.each([
    [['data', 'gt'], 'Unknown command "gt"; did you mean get?'],
    [['data', 'get'], 'Expected <name...>: Names of data sets'],
    [['data', 'get', 'dokstring'], 'Unknown data set "dokstring"; did you mean dockstring?'],
    [['data', 'get', 'bbh', 'gsm8k', '--from', '.'], '--from holds the files of one data set'],
    [['data', 'get', 'bbh', '--from', 'ftp://x'], 'from must be an http or https address, not one with ftp:'],
    [['data', 'path', 'bbh'], '(0 of 27 files); fetch it with: textgrad data get bbh'],
    [
      ['run', 'prompt', '--data', 'gsm8k', '--engine', 'openai:x', '--base-url', 'http://localhost:1/v1'],
      'fetch it with "textgrad data get gsm8k"',
    ],
  ])('%j: one line, exit 2, nothing fetched', { timeout: 20_000 }, async (args, message) => {
    const { code, out, err } = await textgrad(...args)
    expect(err).toContain(message)
    expect(err.trim().split('\n')).toHaveLength(1)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(readdirSync(data)).toEqual([])
  })
})
