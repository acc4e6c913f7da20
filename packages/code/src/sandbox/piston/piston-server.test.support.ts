import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'

import type { Value } from '../../codec/value.ts'
import { bwrapSandbox } from '../bwrap/bwrap-sandbox.ts'
import { limitsOf, type Limits } from '../limits.ts'
import type { Sandbox } from '../sandbox.ts'
import { bwrapRefusal } from '../sandboxes.test.support.ts'
import { unsafeLocal } from '../unsafe-local/unsafe-local.ts'

export interface ServerSettings {
  /** Milliseconds that a stage may take at most. */
  readonly runTimeout?: number
  /** Bytes of standard output that are passed on. */
  readonly outputMaxSize?: number
  /** Bytes of a request. */
  readonly bodyLimit?: number
  /** What the header Authorization has to be. */
  readonly authorization?: string
  /** How many requests to refuse with 429 before any other is answered. */
  readonly busy?: number
  /** Answers as servers do that tell no `status`. */
  readonly isOld?: boolean
}

export interface PistonServer extends AsyncDisposable {
  readonly url: string
  readonly settings: ServerSettings & { busy: number }
  /** The bodies of all jobs. */
  readonly jobs: readonly Job[]
  /** When each request came, milliseconds. */
  readonly times: readonly number[]
}

interface Job {
  readonly language: string
  readonly version: string
  readonly files: readonly { readonly name: string; readonly content: string }[]
  readonly args?: readonly string[]
  readonly stdin?: string
  readonly run_timeout?: number
  readonly run_cpu_time?: number
  readonly run_memory_limit?: number
}

const known = [
  { language: 'bash', version: '5.2.0', aliases: ['sh'] },
  { language: 'python', version: '2.7.18', aliases: ['py2'], runtime: 'pypy' },
  { language: 'python', version: '3.9.4', aliases: ['py'] },
  { language: 'python', version: '3.11.0', aliases: ['py', 'python3'] },
]

/**
 * A server of Piston's API, version 2, as its documentation has it: it validates what it is sent, runs the files with Python in a
 * sandbox of this machine, and says how that ended.
 */
export async function pistonServer(settings: ServerSettings = {}): Promise<PistonServer> {
  const sandbox = await (bwrapRefusal === undefined ? bwrapSandbox() : unsafeLocal())
  const kept = { busy: 0, ...settings }
  const jobs: Job[] = []
  const times: number[] = []
  const server = createServer((request, response) => {
    times.push(performance.now())
    void answer(request, { sandbox, settings: kept, jobs })
      .catch((error: Error): Told => ({ status: 500, body: { message: error.message } }))
      .then((told) => send(response, told))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    settings: kept,
    jobs,
    times,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await sandbox[Symbol.asyncDispose]()
    },
  }
}

interface Told {
  readonly status: number
  readonly body: unknown
  readonly headers?: Readonly<Record<string, string>>
}

interface House {
  readonly sandbox: Sandbox
  readonly settings: ServerSettings & { busy: number }
  readonly jobs: Job[]
}

function send(response: ServerResponse, { status, body, headers }: Told): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
}

const refused = (message: string, status = 400): Told => ({ status, body: { message } })

async function answer(request: IncomingMessage, house: House): Promise<Told> {
  const { settings } = house
  if (settings.authorization !== undefined && request.headers.authorization !== settings.authorization)
    return refused('not authorized', 401)
  if (settings.busy > 0) {
    settings.busy--
    return { ...refused('Requests limited to 1 per 200ms', 429), headers: { 'retry-after': '0.3' } }
  }
  if (request.method === 'GET' && request.url === '/api/v2/runtimes') return { status: 200, body: known }
  if (request.method !== 'POST' || request.url !== '/api/v2/execute') return refused('Not Found', 404)
  if (!request.headers['content-type']?.startsWith('application/json'))
    return refused('requests must be of type application/json', 415)
  if (Number(request.headers['content-length']) > (settings.bodyLimit ?? 102_400)) {
    request.resume()
    return {
      status: 400,
      body: { stack: 'PayloadTooLargeError: request entity too large\n    at readStream' },
    }
  }
  return execute((await json(request)) as Job, house)
}

async function execute(job: Job, house: House): Promise<Told> {
  const { runTimeout = 30_000 } = house.settings
  const runtime = known.find(({ language, version }) => language === job.language && version === job.version)
  if (!runtime) return refused(`${job.language}-${job.version} runtime is unknown`)
  for (const name of ['run_timeout', 'run_cpu_time'] as const)
    if ((job[name] ?? 0) > runTimeout)
      return refused(`${name} cannot exceed the configured limit of ${runTimeout}`)
  house.jobs.push(job)
  const stage = await run(job, house)
  const { status: _, message: __, wall_time: ___, ...old } = stage
  return {
    status: 200,
    body: { run: house.settings.isOld ? old : stage, language: job.language, version: job.version },
  }
}

/** Files of a job in a folder of its own, and the first of them run there. */
const runner = String.raw`
def execute(files, args, stdin):
    import os, signal, subprocess, sys, tempfile
    with tempfile.TemporaryDirectory() as folder:
        for name, content in files:
            with open(os.path.join(folder, name), "w") as file:
                file.write(content)
        command = [sys.executable, files[0][0], *args]
        done = subprocess.run(command, cwd=folder, input=stdin.encode(), capture_output=True)
    code = done.returncode
    ended = signal.Signals(-code).name if code < 0 else None
    return [done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace"), code, ended]
`

async function run(job: Job, { sandbox, settings }: House): Promise<Record<string, Value>> {
  await using candidate = await sandbox.open({ language: 'python', limits: limitsFor(job) })
  await candidate.load(runner)
  const files = job.files.map(({ name, content }) => [name, content])
  const told = await candidate.call('execute', [files, job.args ?? [], job.stdin ?? ''])
  const wall_time = Math.round(told.seconds * 1000)
  const killed = { stdout: '', stderr: '', code: null, signal: 'SIGKILL', wall_time }
  if (told.status === 'timeout') return { ...killed, status: 'TO', message: 'Time limit exceeded' }
  if (told.status !== 'returned') return { ...killed, status: 'SG', message: 'Caught fatal signal 9' }
  const [stdout, stderr, code, signal] = told.value as readonly [string, string, number, string | null]
  const isTooLong = stdout.length > (settings.outputMaxSize ?? 65_536)
  if (isTooLong) return { ...killed, status: 'OL', message: 'stdout length exceeded' }
  const about = { stdout, stderr, message: null, wall_time }
  if (signal !== null) return { ...about, code: null, signal, status: 'SG' }
  return { ...about, code, signal, status: code === 0 ? null : 'RE' }
}

function limitsFor({ run_timeout: wall = 3000, run_cpu_time: cpu = 3000, run_memory_limit }: Job): Limits {
  return limitsOf({
    cpuSeconds: cpu / 1000,
    wallSeconds: wall / 1000,
    ...(run_memory_limit !== undefined && { memoryBytes: run_memory_limit }),
  })
}
