import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'

import { StoreError } from '@textgrad/core'
import { describe, expect, test } from 'vitest'

import { content, failure, fast, left, serverOf, to, within } from './download.test.support.ts'
import { download } from './download.ts'
import { fileServer, sha256, type Fault } from './server.test.support.ts'

describe('a download', () => {
  test('is the whole file in its place, tells its progress, and is not repeated', async () => {
    await using server = await serverOf()
    const seen: number[] = []
    const options = { ...fast, to: to(), from: server.url }
    const first = await download({ ...options, onProgress: ({ bytes }) => seen.push(bytes) })
    expect(first).toEqual({ path: to(), bytes: content.length, isNew: true })
    expect(readFileSync(to()).equals(content)).toBe(true)
    expect(left()).toEqual(['file.bin'])
    expect([seen[0], seen.at(-1)]).toEqual([0, content.length])
    expect(seen).toEqual(seen.toSorted((a, b) => a - b))
    expect(await download(options)).toEqual({ ...first, isNew: false })
    expect(server.asked).toHaveLength(1)
  })

  test('replaces a file that is damaged', async () => {
    await using server = await serverOf()
    const options = { ...fast, to: to(), from: server.url }
    mkdirSync(within('made'))
    writeFileSync(to(), content.subarray(1))
    expect(await download(options)).toMatchObject({ isNew: true })
    expect(readFileSync(to()).equals(content)).toBe(true)
  })

  test('comes from a folder, by the name that it has in its address or another one', async () => {
    mkdirSync(within('mirror/deep'), { recursive: true })
    writeFileSync(within('mirror/file.bin'), content)
    writeFileSync(within('mirror/deep/ä b.bin'), content)
    for (const name of [undefined, 'deep/ä b.bin']) {
      rmSync(to(), { force: true })
      await download({ ...fast, to: to(), from: within('mirror'), name })
      expect(readFileSync(to()).equals(content)).toBe(true)
    }
    const error = await failure(download({ ...fast, to: `${to()}2`, from: within('mirror'), name: 'none' }))
    expect(error).toMatchObject({
      kind: 'missing',
      message: `${within('mirror/none')}: there is no such file`,
    })
  })

  test('comes from a mirror below a path, with its key', async () => {
    await using server = await fileServer({ 'm/x/ä b.bin': content })
    const mirror = new URL(`${server.url}/m/?key=secret`)
    mirror.username = 'me'
    mirror.password = 'hunter2'
    await download({ ...fast, to: to(), from: mirror.href, name: 'x/ä b.bin' })
    expect(server.asked[0]!.authorization).toBe(`Basic ${Buffer.from('me:hunter2').toString('base64')}`)
    const error = await failure(download({ ...fast, to: `${to()}2`, from: mirror.href, name: 'none' }))
    expect(error.message).toBe(`${server.url}/m/none: the server answers 404`)
  })

  test('of an empty file is one', async () => {
    await using server = await fileServer({ 'file.bin': Buffer.alloc(0) })
    await download({ ...fast, to: to(), from: server.url, sha256: sha256(Buffer.alloc(0)), bytes: 0 })
    expect(readFileSync(to())).toHaveLength(0)
  })
})

describe('redirects', () => {
  const redirect = (location: string): Fault => ({
    status: 302,
    headers: { location },
    content: Buffer.alloc(0),
  })

  test('on the same host are followed, five of them', async () => {
    const hops = Array.from({ length: 5 }, (_, hop) => redirect(`/hop${hop}/file.bin`))
    await using server = await fileServer({ 'hop4/file.bin': content }, (count) => hops[count] ?? {})
    await download({ ...fast, to: to(), from: server.url })
    expect(readFileSync(to()).equals(content)).toBe(true)
    await using round = await fileServer({}, () => redirect('/file.bin'))
    const error = await failure(download({ ...fast, to: `${to()}2`, from: round.url }))
    expect(error).toMatchObject({ kind: 'refused', message: `${round.url}/file.bin: more than 5 redirects` })
    expect(round.asked).toHaveLength(6)
  })

  test('elsewhere are refused without https, and into a private network at all', async () => {
    await using other = await serverOf()
    const refused = async (location: string) => {
      await using server = await serverOf(redirect(location))
      const error = await failure(download({ ...fast, to: to(), from: server.url }))
      expect(error).toMatchObject({ kind: 'refused', retryable: false })
      return error.message.replace(server.url, 'MIRROR')
    }
    expect(await refused(`${other.url}/file.bin?key=secret`)).toBe(
      `MIRROR/file.bin: the server redirects to ${other.url}/file.bin, which is neither https nor the same host`,
    )
    for (const location of ['http://', 'file:///etc/passwd', 'http://169.254.169.254/latest/'])
      expect(await refused(location)).toMatch(/neither https nor the same host$/)
    for (const host of ['127.0.0.1', '169.254.169.254', '[::1]', '[::ffff:10.0.0.1]', 'localhost', '0x7f.1'])
      expect(await refused(`https://${host}:1/file.bin?key=secret`)).toMatch(
        /^https:\/\/[^?]+: \S+ is in a private network/,
      )
    expect(other.asked).toEqual([])
  })
})

describe('addresses', () => {
  test('plain http into a private network is refused, unless it is a mirror that is named', async () => {
    await using server = await serverOf()
    const published = `${server.url}/file.bin?key=secret`
    for (const host of ['127.0.0.1', 'localhost']) {
      const named = published.replace('127.0.0.1', host)
      const error = await failure(download({ ...fast, url: named, to: to() }))
      expect(error).toMatchObject({ kind: 'refused' })
      expect(error.message).toMatch(/^http:\/\/[\w.:]+\/file\.bin: \S+ is in a private network/)
    }
    expect(server.asked).toEqual([])
    await download({ ...fast, url: published, to: to(), from: server.url })
    // A connection that was made to a mirror is not used for anything else.
    const mirror = server.url.replace('127.0.0.1', 'localhost')
    await download({ ...fast, to: within('second'), from: mirror })
    const error = await failure(download({ ...fast, url: `${mirror}/file.bin`, to: within('third') }))
    expect(error).toMatchObject({ kind: 'refused' })
  })

  test('and other options that can not be are told before anything is done', async () => {
    const wrong = (options: object) => download({ ...fast, to: to(), ...options })
    await expect(wrong({ url: 'ftp://example.org/x' })).rejects.toThrow(
      new TypeError('url must be an http or https address, not one with ftp:'),
    )
    await expect(wrong({ url: 'secret' })).rejects.toThrow(/^url must be an http or https address: it is/)
    await expect(wrong({ from: 'file:///x' })).rejects.toThrow(TypeError)
    await expect(wrong({ sha256: 'abc' })).rejects.toThrow(/^sha256 must be 64 small hexadecimal digits/)
    await expect(wrong({ to: ' ' })).rejects.toThrow(TypeError)
    for (const name of ['../x', 'a/../../x', '/x', 'a//b', 'C:\\x', '.', 'a\\b'])
      await expect(wrong({ from: within(''), name })).rejects.toThrow(
        /must be the path of a file within a folder/,
      )
    for (const option of ['bytes', 'maxBytes', 'stallAfter', 'retryDelay'])
      await expect(wrong({ [option]: -1 })).rejects.toThrow(RangeError)
    expect(left()).toEqual([])
  })

  test('a place that can not be written is a StoreError that names it', async () => {
    writeFileSync(within('file'), '')
    const place = within('file/x')
    await expect(download({ ...fast, to: place, from: within('') })).rejects.toThrow(StoreError)
    await expect(download({ ...fast, to: place, from: within('') })).rejects.toThrow(place)
    await expect(download({ ...fast, to: within(''), from: within('') })).rejects.toThrow(StoreError)
  })
})
