import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

import { afterAll } from 'vitest'

const main = join(import.meta.dirname, 'main.ts')

/** The folder in which the test types. */
export const folder = mkdtempSync(join(tmpdir(), 'textgrad-cli-'))
afterAll(() => rmSync(folder, { recursive: true }))

export interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** Types a command line in the test's folder, as `npm run textgrad --` does. */
export function start(
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): { child: ChildProcess; ended: Promise<Ended> } {
  // Nothing of who runs the test.
  const own = Object.entries(process.env).filter(([name]) => !/^(OPENAI|OLLAMA|OTEL)_/.test(name))
  const child = spawn(process.execPath, [main, ...args], {
    cwd: tmpdir(),
    env: { ...Object.fromEntries(own), INIT_CWD: folder, ...env },
  })
  let out = ''
  let err = ''
  child.stdout.on('data', (chunk) => (out += String(chunk)))
  child.stderr.on('data', (chunk) => (err += String(chunk)))
  const ended = new Promise<Ended>((resolve) => child.on('close', (code) => resolve({ code, out, err })))
  return { child, ended }
}

export const textgrad = (...args: readonly string[]): Promise<Ended> => start(args).ended

/**
 * A simulated language model: a server that answers every request with one value, or one that it makes of the prompt, between tags where they are asked for,
 * after so many milliseconds or when a promise is kept, and remembers what it was asked.
 */
export async function simulatedModel(
  value: string | ((prompt: string) => string),
  delay: number | Promise<void> = 0,
) {
  const asked: string[] = []
  const keys: (string | undefined)[] = []
  let refusal: string | undefined
  const server = createServer((request, response) => {
    // It says nothing of its models.
    if (request.method === 'GET') return void response.writeHead(404).end()
    void Array.fromAsync(request as AsyncIterable<Buffer>).then(async (chunks) => {
      const body = Buffer.concat(chunks).toString()
      asked.push(body)
      keys.push(request.headers.authorization)
      if (request.url !== '/v1/chat/completions') response.statusCode = 404
      if (refusal !== undefined) {
        response.statusCode = 401
        response.setHeader('content-type', 'application/json')
        response.end(JSON.stringify({ error: { message: refusal, code: 'invalid_api_key' } }))
        return
      }
      await (typeof delay === 'number' ? sleep(delay) : delay)
      const tag = /between <([\w-]+)> and/.exec(body)?.[1]
      const answer = typeof value === 'string' ? value : value(promptOf(body))
      const content = tag === undefined ? answer : `<${tag}>${answer}</${tag}>`
      response.setHeader('content-type', 'application/json')
      response.end(
        JSON.stringify({
          id: '1',
          object: 'chat.completion',
          created: 0,
          model: 'small',
          choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }],
          usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 },
        }),
      )
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    asked,
    /** The authorization of each request. */
    keys,
    /** Refuses every further request as one with a wrong key. */
    refuse(message: string) {
      refusal = message
    },
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    async [Symbol.asyncDispose]() {
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** What is asked last. */
function promptOf(body: string): string {
  const { messages } = JSON.parse(body) as { readonly messages: readonly { readonly content: string }[] }
  return messages.at(-1)!.content
}
