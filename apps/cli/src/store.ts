import { existsSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

import { openStore, openStoreToRead, type Said, type Store } from '@textgrad/runs'

import type { Command, Suggestion } from './command.ts'
import type { Flags, FlagValues } from './flags.ts'
import { makeOwnFolder, ownFolder } from './own-folder.ts'
import { typedIn } from './typed-path.ts'
import { UsageError } from './usage-error.ts'
import { number } from './words.ts'

export const storeFlags = {
  store: {
    type: 'string',
    path: true,
    hint: 'file',
    description: 'Where runs are kept (default: .textgrad/runs.db where you type)',
  },
} satisfies Flags

/** Of so many runs completion says more than the id: it has to be quick. */
const described = 50

/** What a command is typed with that is about a run. */
export const ofRun = {
  words: { run: 'The id of a run; its beginning is enough' },
  suggest: suggestRuns,
} satisfies Pick<Command, 'words' | 'suggest'>

/** The runs of the store that was typed, the newest first; none where there is no store. */
async function suggestRuns(typed: readonly string[]): Promise<readonly Suggestion[]> {
  const at = typed.findLastIndex((word) => /^--store(=|$)/.test(word))
  const [, named = typed[at + 1]] = /^--store=(.*)$/s.exec(typed[at] ?? '') ?? []
  const file = at === -1 || named === undefined ? ownStore() : resolve(typedIn(), named)
  if (!existsSync(file)) return []
  await using store = await openStoreToRead(file)
  const ids = (await store.runs()).toReversed()
  return await Promise.all(
    ids.map(async (id, place): Promise<Suggestion> => {
      if (place >= described) return [id, '']
      const { plan, status, best } = await store.info(id)
      return [id, [plan.task, status, ...(best ? [number(best.score)] : [])].join(', ')]
    }),
  )
}

/** The store that was asked for, made where there is none. */
export async function storeToWrite(values: FlagValues): Promise<Store> {
  const named = values['store'] as string | undefined
  const file = named ?? ownStore()
  if (named === undefined) makeOwnFolder()
  refuseFolder(file)
  return openStore(file)
}

/** The file of the store that pages show, brought up to date; the one where you type is made where there is none. */
export async function fileToShow(values: FlagValues): Promise<string> {
  const named = values['store'] as string | undefined
  if (named !== undefined && !existsSync(named)) {
    throw new UsageError(
      `There is no store ${named}: textgrad run keeps its runs there, --store names another one`,
    )
  }
  const store = await storeToWrite(values)
  await store[Symbol.asyncDispose]()
  return store.file
}

/** The file of the store that was asked for; undefined where there is none yet. */
export function fileIfThere(values: FlagValues): string | undefined {
  const file = (values['store'] as string | undefined) ?? ownStore()
  return existsSync(file) ? file : undefined
}

/** The store that was asked for; undefined where there is none yet and none was named. */
export async function storeToRead(values: FlagValues): Promise<Store | undefined> {
  const named = values['store'] as string | undefined
  const file = named ?? ownStore()
  if (existsSync(file)) {
    refuseFolder(file)
    return openStore(file)
  }
  if (named === undefined) return undefined
  throw new UsageError(`There is no store ${file}`)
}

/** The run that was named, by its id or the beginning of it. */
export async function namedRun(values: FlagValues): Promise<{ store: Store; id: string }> {
  const typed = values['run'] as string
  const store = await storeToRead(values)
  if (!store) throw new UsageError(`There is no run ${typed}: no store ${ownStore()} is there yet`)
  try {
    return { store, id: match(typed, await store.runs(), store.file) }
  } catch (error) {
    await store[Symbol.asyncDispose]()
    throw error
  }
}

/** What people noted on the steps of a run. */
export async function notesOn(store: Store, id: string): Promise<readonly Said[]> {
  return (await store.said(id)).filter(({ kind }) => kind === 'note')
}

/** The command that goes on with a run, as it can be typed. */
export function resumeCommand(store: Store, id: string): string {
  return `textgrad resume ${id}${store.file === ownStore() ? '' : ` --store ${store.file}`}`
}

function match(typed: string, ids: readonly string[], file: string): string {
  const matches = ids.includes(typed) ? [typed] : ids.filter((id) => typed !== '' && id.startsWith(typed))
  if (matches.length === 1) return matches[0]!
  if (matches.length > 1)
    throw new UsageError(`More than one run begins with ${typed}: ${matches.join(', ')}`)
  throw new UsageError(`There is no run ${typed} in ${file}; textgrad runs lists what there is`)
}

export function ownStore(): string {
  return join(ownFolder(), 'runs.db')
}

function refuseFolder(file: string): void {
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory())
    throw new UsageError(`--store ${file} is a folder: name a file`)
  if (statSync(dirname(file), { throwIfNoEntry: false })?.isDirectory()) return
  throw new UsageError(`--store ${file}: there is no folder ${dirname(file)}`)
}
