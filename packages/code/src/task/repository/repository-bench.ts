import { randomUUID } from 'node:crypto'
import { basename, isAbsolute, join } from 'node:path'

import { tempDir } from '@textgrad/host'

import { bwrapSandbox } from '../../sandbox/bwrap/bwrap-sandbox.ts'
import { seccompFilter } from '../../sandbox/bwrap/seccomp.ts'
import { unprivilegedUser } from '../../sandbox/bwrap/user.ts'
import type { Language } from '../../sandbox/sandbox.ts'
import type { CodeConfig } from '../config.ts'
import type { Outcome } from '../outcome.ts'
import type { FileText } from '../patch/apply-patch.ts'
import { checkForm } from '../patch/check-form.ts'
import { PatchBench } from '../patch/patch-bench.ts'
import { functionIn, wholeFile, type Section } from '../section.ts'
import type { Place, Workbench } from '../workbench.ts'
import { checkProgram } from './check-program.ts'
import { commandWords } from './command-line.ts'
import { commandOutcome } from './command-outcome.ts'
import { markVariable } from './marked.ts'
import { otherFiles, repositoryFile, type RepositoryFile } from './repository-file.ts'
import { commandRoom, roomFolder } from './room.ts'
import { runCommand, type CommandEnd, type CommandLaunch } from './run-command.ts'
import { copyRepository, giveTo, linkShown } from './working-copy.ts'

const usualMemory = 2048

/**
 * Opens a repository whose command is the loss. Rejects with a TypeError naming what is missing or does not fit, or with a
 * SandboxError where bwrap was asked for and can not be used.
 */
export async function openRepository(config: CodeConfig, signal?: AbortSignal): Promise<Workbench> {
  const { repo, cmd, file, sandbox } = config
  if (repo === undefined || cmd === undefined || file === undefined)
    throw new TypeError('Expected repo, file and cmd together: a repository, a file in it and its command')
  checkSettings(config)
  const words = commandWords(cmd)
  const found = await repositoryFile(repo, file)
  const section =
    config.function === undefined ? wholeFile(found.source) : functionIn(found.source, config.function)
  const path = sandbox === 'unsafe-local' ? (process.env['PATH'] ?? '') : wallsPath(config)
  checkProgram(words[0]!, { path, root: found.root })
  const place = await placeOf(sandbox)
  signal?.throwIfAborted()
  const bench = new RepositoryBench({ config, words, ...found, section, place })
  if (config.form === 'program') return bench
  const others = await otherFiles(found, config.also)
  return new PatchBench({
    inner: bench,
    files: [{ file: found.inner, text: found.source }, ...others],
    judgeFiles: (files, ...rest) => bench.judgeFiles(files, ...rest),
    worstSeconds: config.cmdSeconds,
  })
}

/** Commands run on bwrap unless it is spelled out that they need no walls. Proves that those stand before anything runs. */
async function placeOf(sandbox: CodeConfig['sandbox']): Promise<Place> {
  if (sandbox === 'unsafe-local') return { name: sandbox }
  await (await bwrapSandbox())[Symbol.asyncDispose]()
  if (sandbox !== 'auto') return { name: 'bwrap' }
  return { name: 'bwrap', choice: { words: 'The command runs on bwrap', isSecondBest: false } }
}

/** What belongs to other ways to judge, and what walls there are for commands. */
function checkSettings(config: CodeConfig): void {
  for (const other of ['problems', 'task', 'tests', 'hidden', 'show', 'bug'] as const)
    if (config[other] !== undefined) throw new TypeError(`Expected either repo or ${other}, got both`)
  if (!['auto', 'bwrap', 'unsafe-local'].includes(config.sandbox))
    throw new TypeError(`Expected sandbox bwrap or unsafe-local for a repository, got ${config.sandbox}`)
  checkForm(config)
  const folder = config.read.find((one) => !isAbsolute(one))
  if (folder !== undefined) throw new TypeError(`Expected read to be absolute folders, got ${folder}`)
}

interface RepositoryOptions extends RepositoryFile {
  readonly config: CodeConfig
  readonly words: readonly string[]
  readonly section: Section
  readonly place: Place
}

/** Judges programs by a command in a fresh copy of the repository. A program that was judged is not run again. */
class RepositoryBench implements Workbench {
  readonly id: string
  readonly language: Language
  readonly place: Place
  readonly role: string
  readonly start: string
  readonly hasHidden = false
  readonly #options: RepositoryOptions
  readonly #outcomes = new Map<string, Promise<Outcome>>()

  constructor(options: RepositoryOptions) {
    const { config, words, inner, language, section, place } = options
    const { function: name, statement, objective, cmdSeconds } = config
    this.#options = options
    this.id = JSON.stringify([words, inner, name ?? '', place.name, objective, cmdSeconds, section.with('')])
    this.language = language
    this.place = place
    const what = name === undefined ? `the file ${inner}` : `the function ${name} of the file ${inner}`
    const wanted = statement === undefined ? '' : `:\n${statement}`
    this.role = `${what} of a repository, in which the command ${words.join(' ')} has to succeed${wanted}`
    this.start = section.text
  }

  judge(program: string, signal?: AbortSignal): Promise<Outcome> {
    const { inner, section } = this.#options
    return this.judgeFiles([{ file: inner, text: section.with(program) }], signal)
  }

  /** The same with other texts in several files. */
  async judgeFiles(files: readonly FileText[], signal?: AbortSignal): Promise<Outcome> {
    const key = JSON.stringify(files)
    const running = this.#outcomes.get(key) ?? this.#judge(files, signal)
    this.#outcomes.set(key, running)
    try {
      return await running
    } catch (error) {
      this.#outcomes.delete(key)
      throw error
    }
  }

  judgeHidden(): Promise<Outcome> {
    return Promise.reject(new TypeError('a repository has no hidden tests'))
  }

  /** Lines of the file in tracebacks: the innermost is the most suspicious, and of the others nothing is known. */
  async suspicion(_: string, { lines }: Outcome): Promise<(line: number) => number> {
    const places = new Map(lines.toReversed().map((line, depth) => [line, 1 - depth / (lines.length + 1)]))
    return (line) => places.get(line) ?? 0.5
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // Every copy is gone when its command is.
  }

  async #judge(files: readonly FileText[], signal: AbortSignal | undefined): Promise<Outcome> {
    const { config, inner, section } = this.#options
    const { end, folder } = await this.#run(files, signal)
    const output = end.output.replaceAll(folder, roomFolder)
    const { cmdSeconds, objective, cmd } = config
    return commandOutcome(
      { ...end, output },
      { cmd: cmd!, file: inner, before: section.linesBefore, cmdSeconds, objective },
    )
  }

  async #run(
    files: readonly FileText[],
    signal: AbortSignal | undefined,
  ): Promise<{ end: CommandEnd; folder: string }> {
    const { config, root, words } = this.#options
    await using temporary = await tempDir('textgrad-repository-')
    const folder = join(temporary.path, basename(root))
    const copy = await copyRepository(root, folder, files)
    const limits = { seconds: config.cmdSeconds, memoryBytes: (config.memoryMb ?? usualMemory) * 2 ** 20 }
    if (config.sandbox === 'unsafe-local') {
      await linkShown(root, folder, copy)
      const [command, ...args] = words
      const launch = {
        command: command!,
        args,
        cwd: folder,
        env: { ...ownEnvironment(), ...quiet, [markVariable]: randomUUID() },
      }
      return { end: await runCommand(launch, limits, signal), folder }
    }
    return { end: await runCommand(await this.#walled(folder, copy.shown), limits, signal), folder }
  }

  async #walled(folder: string, shown: readonly string[]): Promise<CommandLaunch> {
    const { config, root, words } = this.#options
    const user = unprivilegedUser()
    if (user !== undefined) await giveTo(user, join(folder, '..'))
    const environment = {
      PATH: wallsPath(config),
      HOME: '/tmp',
      ...quiet,
    }
    const room = commandRoom({ copy: folder, repository: root, shown, read: config.read, environment })
    return {
      command: 'bwrap',
      args: [...room, '--', ...words],
      cwd: '/',
      env: {},
      user,
      filter: seccompFilter(process.arch === 'arm64' ? 'arm64' : 'x64'),
    }
  }
}

/** Where programs are looked for within walls. */
const wallsPath = ({ read }: CodeConfig): string =>
  [...read.map((one) => join(one, 'bin')), '/usr/local/bin', '/usr/bin', '/bin'].join(':')

/** The same order of sets each time, and nothing left behind. */
const quiet = { PYTHONHASHSEED: '0', PYTHONDONTWRITEBYTECODE: '1', NO_COLOR: '1', CI: 'true' }

/** What programs need to be found and to run; nothing that may be a secret. */
const passedOn = ['PATH', 'HOME', 'LANG', 'USER', 'TMPDIR', 'VIRTUAL_ENV']

const ownEnvironment = (): Record<string, string> =>
  Object.fromEntries(
    passedOn.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  )
