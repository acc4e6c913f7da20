import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

import { describe, expect, it } from 'vitest'

import { hasBrowser, look } from './browser.test.support.ts'
import { newFile } from './run.test.support.ts'
import { startStudio } from './server/start-studio.ts'
import { beginning, step } from './told.test.support.ts'

const program = fileURLToPath(new URL('./telling.test.program.ts', import.meta.url))

describe.skipIf(!hasBrowser)('a run that goes on, by chromium', { timeout: 300_000 }, () => {
  it('is on screen as another process tells it; five disconnects and a reload lose and repeat nothing', async () => {
    const store = newFile()
    const teller = spawn(process.execPath, [program, store], { stdio: ['pipe', 'pipe', 'inherit'] })
    const ended = once(teller, 'close')
    const [id] = (await once(createInterface({ input: teller.stdout }), 'line')) as [string]
    await using studio = await startStudio({ store })
    await using way = await cuttable(Number(new URL(studio.address).port))
    const { page } = await look(`${way.address}/#/runs/${id}`)
    const is = (connection: string) =>
      page.locator(`[data-connection="${connection}"]`).waitFor({ state: 'attached' })
    let steps = 0
    const tell = (more: number): void => {
      teller.stdin.write(`${more}\n`)
      steps += more
    }
    const shown = () =>
      page
        .locator(`[data-last="${beginning().length + steps * step(1).length}"]`)
        .waitFor({ state: 'attached' })
    await is('live')
    expect(await page.getByRole('status').innerText()).toMatch(/running\s+live/)
    tell(3)
    await shown()
    tell(3)
    await page.reload()
    for (let cut = 0; cut < 5; cut++) {
      await is('live')
      way.cut()
      await is('connecting')
      tell(3)
      way.mend()
      await shown()
    }
    const place = (name: string) =>
      page.locator('.tiles > div', { has: page.getByText(name, { exact: true }) })
    const tile = (name: string) => place(name).innerText()
    expect(await tile('Steps')).toContain(`${steps} kept, 0 reverted`)
    // What a call used would be added twice if it were told twice.
    expect(await tile('Model calls')).toContain(`update ${steps}`)
    expect(await tile('Tokens')).toContain(String(steps * 110))
    // What was told is of long ago: the next step is taken to be at its end.
    expect(await tile('Time left')).toMatch(/about \d+ min\s+\d+ steps at 7 s/)
    teller.stdin.end()
    expect((await ended)[0]).toBe(0)
    // A process that has gone goes on with nothing.
    await place('Time left').waitFor({ state: 'detached' })
  })
})

/** Another way to the studio, which can be cut and mended. */
async function cuttable(port: number) {
  const open = new Set<Socket>()
  let isCut = false
  const server = createServer((socket) => {
    if (isCut) return void socket.destroy()
    const { port: own } = server.address() as AddressInfo
    const to = connect(port, '127.0.0.1')
    for (const end of [socket, to]) {
      open.add(end)
      end.on('error', () => end.destroy())
      end.on('close', () => {
        open.delete(end)
        socket.destroy()
        to.destroy()
      })
    }
    // The studio is asked by its own name.
    socket.on('data', (chunk) =>
      to.write(chunk.toString('latin1').replaceAll(`127.0.0.1:${own}`, `127.0.0.1:${port}`), 'latin1'),
    )
    to.pipe(socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut: () => {
      isCut = true
      for (const socket of open) socket.destroy()
    },
    mend: () => {
      isCut = false
    },
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy()
      server.close()
    },
  }
}
