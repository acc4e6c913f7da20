// Replies that take longer than undici, and so Node's fetch, waits: 300 s for headers, and 300 s of silence in a body. The
// language model is simulated (tools/sim in the shared folder); TEXTGRAD_TEST_LONG=1 lets it really take 312 s.
import { execFile } from 'node:child_process'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

import { describe, expect, test } from 'vitest'

import { ask, engineAt, simPath, startSim, ways } from './sim.test.support.ts'

const program = fileURLToPath(new URL('slow-replies.test.program.ts', import.meta.url))
const isLong = process.env['TEXTGRAD_TEST_LONG'] === '1'

/** What becomes of the request by Node's fetch and of the one by the engine. */
async function outcomes(baseURL: string): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [program, baseURL])
  return stdout.trim()
}

describe.skipIf(!simPath)('a reply that takes longer than the default dispatcher waits', () => {
  test('fault 11: for headers, comes all the same', async () => {
    await using disposable = new AsyncDisposableStack()
    const sim = await startSim({ latency: 'fixed:4000' })
    disposable.defer(() => sim.close())
    expect(await outcomes(sim.baseURL)).toBe('UND_ERR_HEADERS_TIMEOUT stop')
  })

  test('fault 11: in the middle of its body, comes all the same', async () => {
    await using disposable = new AsyncDisposableStack()
    const reply = JSON.stringify({ choices: [{ message: { content: 'yes' }, finish_reason: 'stop' }] })
    const server = createServer((_, response) => {
      response.write(reply.slice(0, 20))
      setTimeout(() => response.end(reply.slice(20)), 4000)
    })
    disposable.defer(() => void server.close())
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    expect(await outcomes(`http://127.0.0.1:${port}/v1`)).toBe('UND_ERR_BODY_TIMEOUT stop')
  })

  test.skipIf(!isLong)(
    'fault 11: 312 s, comes by every way, and not by Node’s fetch',
    { timeout: 400_000 },
    async () => {
      await using disposable = new AsyncDisposableStack()
      const sim = await startSim({ latency: 'fixed:312000' })
      disposable.defer(() => sim.close())
      const replies = Promise.all(
        ways.map(([, way]) => engineAt(sim, { ...way, timeout: undefined }).generate(ask('hello'))),
      )
      const body = JSON.stringify({ model: 'sim-1', messages: [{ role: 'user', content: 'by fetch' }] })
      const plain = fetch(`${sim.baseURL}/chat/completions`, { method: 'POST', body })
      await expect(plain).rejects.toMatchObject({ cause: { code: 'UND_ERR_HEADERS_TIMEOUT' } })
      expect((await replies).map(({ finish }) => finish)).toEqual(ways.map(() => 'stop'))
    },
  )
})
