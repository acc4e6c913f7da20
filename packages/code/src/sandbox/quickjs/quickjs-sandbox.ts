import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

import { limitsOf } from '../limits.ts'
import { SandboxError } from '../sandbox-error.ts'
import type { Candidate, Language, OpenOptions, Sandbox, ScriptJudge } from '../sandbox.ts'
import { Hosts } from './hosts.ts'
import { openQuickjsJudge } from './open-judge.ts'
import { QuickjsCandidate } from './quickjs-candidate.ts'

/**
 * JavaScript and TypeScript in QuickJS, compiled to WebAssembly, in processes of their own: a program finds the language and
 * nothing else. There is no network, file, environment, process or clock of alarms to be reached, only `console`, standard input
 * and, of modules, what it exports itself. Memory is bounded by WebAssembly, time by an interrupt from within and a kill from
 * without. `Math.random` is seeded. Types are stripped from TypeScript, not checked. Proves at first that it works here; rejects
 * with a SandboxError 'unavailable' that says what does not.
 */
export async function quickjsSandbox(): Promise<Sandbox> {
  await using trial = new QuickjsSandbox()
  try {
    await prove(trial)
  } catch (cause) {
    if (!(cause instanceof SandboxError) || cause.kind === 'unavailable') throw cause
    throw unavailable(cause.message, cause)
  }
  return new QuickjsSandbox()
}

const unavailable = (reason: string, cause?: unknown): SandboxError =>
  new SandboxError(`QuickJS can not be used: ${reason}`, { kind: 'unavailable', cause })

/** Asks a program what it finds. */
async function prove(sandbox: Sandbox): Promise<void> {
  await using candidate = await sandbox.open({ language: 'javascript', limits: limitsOf() })
  await candidate.load('const found = () => [typeof process, typeof require, typeof fetch]')
  const answer = await candidate.call('found', [])
  if (answer.status !== 'returned') throw unavailable('a program in it does not run')
  if (JSON.stringify(answer.value) !== '["undefined","undefined","undefined"]')
    throw unavailable('programs in it find more than the language')
}

class QuickjsSandbox implements Sandbox {
  readonly name = `quickjs ${version()}`
  readonly languages: readonly Language[] = ['javascript', 'typescript']
  readonly capabilities = {
    network: 'kept out',
    files: 'kept out',
    environment: 'kept out',
    processes: 'kept out',
    memory: 'kept out',
    forgery: 'kept out',
  } as const
  readonly #hosts = new Hosts()

  async open(options: OpenOptions): Promise<Candidate> {
    this.#check(options)
    return new QuickjsCandidate(await this.#hosts.take(options), this.#hosts, options)
  }

  async openJudge(options: OpenOptions): Promise<ScriptJudge> {
    this.#check(options)
    return await openQuickjsJudge(options)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#hosts[Symbol.asyncDispose]()
  }

  #check({ language }: OpenOptions): void {
    if (this.languages.includes(language)) return
    throw new SandboxError(`${this.name} runs ${this.languages.join(', ')}, not ${language}`, {
      kind: 'configuration',
    })
  }
}

/** The version of the package, which names that of the engine. */
function version(): string {
  const file = fileURLToPath(import.meta.resolve('@jitl/quickjs-wasmfile-release-sync/package.json'))
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version
}
