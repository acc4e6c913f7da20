import { createSocket } from 'node:dgram'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo, type Server } from 'node:net'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'

/** What nobody in a sandbox may reach: a file, a variable, two ports and an abstract socket. */
export class Canaries implements AsyncDisposable {
  readonly variable = `CANARY-ENV-${process.pid}`
  tcpPort = 0
  readonly #folder = mkdtempSync(join(tmpdir(), 'canary-'))
  readonly #servers: Server[] = []
  readonly #udp = createSocket('udp4')
  readonly #abstract = `canary-${process.pid}`
  #udpPort = 0
  #visits = 0

  async open(): Promise<this> {
    writeFileSync(this.file, 'CANARY FILE', { mode: 0o644 })
    const visit = () => {
      this.#visits += 1
    }
    for (const place of [{ host: '127.0.0.1', port: 0 }, { path: `\0${this.#abstract}` }]) {
      const server = createServer(visit)
      await new Promise<void>((resolve) => server.listen(place, resolve))
      this.#servers.push(server)
    }
    this.#udp.on('message', visit)
    await new Promise<void>((resolve) => this.#udp.bind(0, '127.0.0.1', resolve))
    this.tcpPort = (this.#servers[0]!.address() as AddressInfo).port
    this.#udpPort = this.#udp.address().port
    return this
  }

  get file(): string {
    return join(this.#folder, 'canary')
  }

  /** The program with these canaries in place of those that it names. */
  aimed(program: string): string {
    return program
      .replaceAll('CANARY_FILE', this.file)
      .replaceAll('CANARY-ENV', this.variable)
      .replaceAll('CANARY_SOCKET', this.#abstract)
      .replaceAll('45991', String(this.tcpPort))
      .replaceAll('45992', String(this.#udpPort))
      .replaceAll('HOSTNAME', JSON.stringify(hostname()))
  }

  /** How often one of them was reached over a socket, by all that has ended. */
  async visited(): Promise<number> {
    // What arrived while nobody looked is taken up now.
    for (let turn = 0; turn < 3; turn++) await setImmediate()
    return this.#visits
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const server of this.#servers) server.close()
    this.#udp.close()
    rmSync(this.#folder, { recursive: true })
  }
}
