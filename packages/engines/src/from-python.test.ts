// Defects of Python TextGrad 0.1.8 that concern engines; docs/from-python.md lists all of them. The server is a stand-in
// that says what it was asked.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { EngineError } from '@textgrad/core'
import { describe, expect, test } from 'vitest'

import { openai } from './openai/openai.ts'

async function serverOf(status: number) {
  const asked: Record<string, unknown>[] = []
  const server = createServer((request, response) => {
    void Array.fromAsync(request as AsyncIterable<Buffer>).then((chunks) => {
      asked.push(JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>)
      response.writeHead(status, { 'content-type': 'application/json' })
      const message = { role: 'assistant', content: 'yes' }
      response.end(JSON.stringify({ model: 'm', choices: [{ index: 0, message, finish_reason: 'stop' }] }))
    })
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  return {
    asked,
    baseURL: `http://127.0.0.1:${port}/v1`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const messages = [{ role: 'user', content: 'well?' }] as const

describe('unlike Python TextGrad', () => {
  test('temperature, length, top p, seed and stop reach the server (D32, D33)', async () => {
    await using server = await serverOf(200)
    const sampling = { temperature: 0.3, maxTokens: 7, topP: 0.9, seed: 5, stop: ['.'] }
    await openai({ model: 'm', baseURL: server.baseURL }).generate({ purpose: 'forward', messages, sampling })
    expect(server.asked[0]).toMatchObject({
      temperature: 0.3,
      max_tokens: 7,
      top_p: 0.9,
      seed: 5,
      stop: ['.'],
    })
  })

  test('what can not get better is asked once, and the reason is told (D34)', async () => {
    await using server = await serverOf(401)
    const asking = openai({ model: 'm', baseURL: server.baseURL, apiKey: 'none' }).generate({
      purpose: 'forward',
      messages,
    })
    const error: unknown = await asking.catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(EngineError)
    expect(error).toMatchObject({
      kind: 'authentication',
      retryable: false,
      paid: 'no',
      cause: expect.any(Error),
    })
    expect(server.asked).toHaveLength(1)
  })

  test('any model may be sent images: no list of names decides (D35)', async () => {
    await using server = await serverOf(200)
    const content = [{ type: 'image', url: 'https://example.org/a.png' }] as const
    const engine = openai({ model: 'a-model-of-tomorrow', baseURL: server.baseURL })
    await engine.generate({ purpose: 'forward', messages: [{ role: 'user', content }] })
    expect(server.asked[0]).toMatchObject({
      model: 'a-model-of-tomorrow',
      messages: [{ content: [{ type: 'image_url', image_url: { url: 'https://example.org/a.png' } }] }],
    })
  })

  test('import writes no file and needs no other provider; keys stay out of the environment (D36, D47)', () => {
    const folder = mkdtempSync(join(tmpdir(), 'textgrad-import-'))
    const program = `
      const before = JSON.stringify(process.env)
      const { openai } = await import(${JSON.stringify(import.meta.resolve('./openai/openai.ts'))})
      openai({ model: 'm', apiKey: 'sk-secret' })
      if (JSON.stringify(process.env) !== before) throw new Error('the environment was changed')`
    const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
      cwd: folder,
      encoding: 'utf8',
    })
    expect({ status, stderr, files: readdirSync(folder) }).toEqual({ status: 0, stderr: '', files: [] })
    rmSync(folder, { recursive: true })
  })
})
