// The deadlines of one request, on real connections.
import { createServer, type RequestListener } from 'node:http'
import { createServer as createTcpServer, type AddressInfo, type Server } from 'node:net'

import { onTestFinished, describe, expect, test } from 'vitest'

import { ask, failure } from '../sim.test.support.ts'
import { openai, type OpenAIOptions } from './openai.ts'
import { requestLimits, type RequestTimeouts } from './timeout.ts'

const reply = JSON.stringify({ choices: [{ message: { content: 'yes' }, finish_reason: 'stop' }] })

async function portOf(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return (server.address() as AddressInfo).port
}

async function engineAt(
  answer: RequestListener,
  timeout: RequestTimeouts,
  more: Partial<OpenAIOptions> = {},
) {
  const port = await portOf(createServer(answer))
  return openai({ model: 'm', baseURL: `http://127.0.0.1:${port}/v1`, timeout, ...more })
}

describe('a request', () => {
  test('that gets no connection was not paid', async () => {
    // It takes connections, but never answers the greeting of TLS, without which there is none.
    const port = await portOf(createTcpServer((socket) => socket.on('error', () => {})))
    const engine = openai({ model: 'm', baseURL: `https://127.0.0.1:${port}/v1`, timeout: { connect: 200 } })
    const error = await failure(engine.generate(ask('hello')))
    expect(error).toMatchObject({ kind: 'timeout', retryable: true, paid: 'no' })
    expect(error.message).toMatch(/: no connection within 200 ms$/)
  })

  test.for<[RequestTimeouts, RequestListener, string]>([
    [{ firstByte: 200 }, () => {}, 'no first byte within 200 ms'],
    [{ total: 200 }, () => {}, 'no reply within 200 ms'],
    [{ idle: 200 }, (_, response) => void response.write('{'), 'no further byte within 200 ms'],
    [{ total: 200 }, (_, response) => void response.write('{'), 'no reply within 200 ms'],
    // What describes a failure is read within the same limits.
    [
      { idle: 200 },
      (_, response) => void response.writeHead(500).write('{'),
      'no further byte within 200 ms',
    ],
  ])('that misses %o may have been paid', async ([timeout, answer, text]) => {
    const engine = await engineAt(answer, timeout)
    const error = await failure(engine.generate(ask('hello')))
    expect(error).toMatchObject({ kind: 'timeout', retryable: true, paid: 'maybe' })
    expect(error.message).toMatch(new RegExp(`: ${text}$`))
  })

  test('may take longer than it may be silent', async () => {
    const engine = await engineAt(
      (_, response) => {
        const pieces = reply.split('')
        const timer = setInterval(() => {
          const piece = pieces.shift()
          if (piece !== undefined) return response.write(piece)
          clearInterval(timer)
          return response.end()
        }, 40)
      },
      { idle: 2000, firstByte: 5000 },
    )
    expect((await engine.generate(ask('hello'))).text).toBe('yes')
  })

  test('whose failure has a description without end is answered by its beginning', async () => {
    const engine = await engineAt((_, response) => {
      response.writeHead(500)
      const chunk = Buffer.alloc(1 << 20, 'x')
      const more = (): void => {
        while (!response.destroyed && response.write(chunk));
      }
      response.on('drain', more)
      more()
    }, {})
    const error = await failure(engine.generate(ask('hello')))
    expect(error).toMatchObject({ kind: 'server', paid: 'no' })
    expect(error.message.length).toBeLessThan(500)
  })

  test('goes through the proxy of the environment where Node’s own fetch does', async () => {
    const asked: string[] = []
    const target = await portOf(createServer((_, response) => response.end(reply)))
    const proxy = createServer()
    proxy.on('connect', ({ url }, socket) => {
      asked.push(url ?? '')
      socket.end('HTTP/1.1 502 no\r\n\r\n')
    })
    const port = await portOf(proxy)
    const before = { ...process.env }
    onTestFinished(() => void (process.env = before))
    const at = { model: 'm', baseURL: `http://127.0.0.1:${target}/v1` }
    process.env = { ...before, http_proxy: `http://127.0.0.1:${port}`, no_proxy: '', NODE_USE_ENV_PROXY: '0' }
    expect((await openai(at).generate(ask('hello'))).text).toBe('yes')
    expect(asked).toEqual([])
    process.env['NODE_USE_ENV_PROXY'] = '1'
    expect(await failure(openai(at).generate(ask('hello')))).toMatchObject({ kind: 'connection' })
    expect(asked).toEqual([`127.0.0.1:${target}`])
  })
})

describe('limits', () => {
  test('are 10 s for a connection, 5 minutes of silence and 20 minutes for all', () => {
    expect(requestLimits()).toEqual({
      connect: 10_000,
      firstByte: 1_200_000,
      idle: 300_000,
      total: 1_200_000,
    })
    expect(requestLimits(60_000)).toMatchObject({ firstByte: 60_000, total: 60_000 })
    expect(requestLimits({ firstByte: 5, idle: 6 })).toMatchObject({
      firstByte: 5,
      idle: 6,
      total: 1_200_000,
    })
  })

  test.for([0, -1, Number.NaN, { total: 0 }, { connect: -1 }, { idle: Number.NaN }, { firstByte: 0 }])(
    '%o is a caller’s mistake',
    (timeout) => {
      expect(() => requestLimits(timeout)).toThrow(
        /^timeout(\.\w+)? must be a number of milliseconds above 0/,
      )
      expect(() => openai({ model: 'm', apiKey: 'k', timeout })).toThrow(RangeError)
    },
  )
})
