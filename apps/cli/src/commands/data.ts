import { statSync } from 'node:fs'
import { join, resolve } from 'node:path'

import type { DataSet } from '@textgrad/core'
import { countFiles, dataFolder, downloadDataSet } from '@textgrad/host'
import { recordedData } from '@textgrad/paper'

import { checkOutputFolder } from '../checked-output.ts'
import { command, group, type Command, type Suggestion } from '../command.ts'
import type { FlagValues } from '../flags.ts'
import { interruptSignal } from '../interrupt.ts'
import { orElse } from '../nearest.ts'
import { screenOf } from '../screen.ts'
import { tasks } from '../tasks.ts'
import { typedIn } from '../typed-path.ts'
import { asUsage, UsageError } from '../usage-error.ts'
import { columns, fit } from '../words.ts'

/** What the tasks can use, several perhaps the same, and what the paper's figures are recomputed from. */
const sets: ReadonlyMap<string, DataSet> = new Map(
  [...tasks.flatMap(({ data = [] }) => data), ...recordedData].map((set) => [set.name, set]),
)

const goOn = (): string => 'What has come is kept: the same command goes on with it.\n'

const list: Command = command({
  name: 'data list',
  description: 'List the data sets that can be fetched, and which of them are here',
  flags: { json: { type: 'boolean', description: 'Print a JSON line per data set' } },
  example: 'textgrad data list',
  async run({ json }) {
    const screen = screenOf(process.stdout)
    const rows = await Promise.all([...sets.values()].map(async (set) => ({ set, ...(await stateOf(set)) })))
    if (json)
      for (const { set, ...state } of rows) screen.write(JSON.stringify({ ...factsOf(set), ...state }))
    else for (const line of table(rows)) screen.write(fit(line, screen.columns))
  },
})

const get: Command = command({
  name: 'data get',
  description: 'Fetch data sets, check them, and go on with what was broken off; prints the folder of each',
  suggest: suggestSets,
  words: { 'name...': 'Names of data sets; textgrad data list shows them' },
  flags: {
    from: {
      type: 'string',
      hint: 'dir|url',
      mayBePath: true,
      description:
        'A folder or a mirror that holds the files of the one set, instead of where they were published',
    },
    to: {
      type: 'string',
      path: true,
      hint: 'dir',
      description:
        'Where the folder of each set is put (default: TEXTGRAD_DATA, or the folder of your data for textgrad)',
    },
    json: { type: 'boolean', description: 'Print a JSON line per data set' },
  },
  example: 'textgrad data get bbh',
  async run(values) {
    const chosen = (values['name'] as readonly string[]).map(setNamed)
    if (values['from'] !== undefined && chosen.length > 1)
      throw new UsageError('--from holds the files of one data set: name one at a time')
    const from = placeOf(values['from'] as string | undefined)
    checkOutputFolder(values['to'] as string | undefined)
    using interrupt = interruptSignal(goOn, 'Stopping.')
    for (const set of chosen) await fetchSet(set, { ...values, from }, interrupt.signal)
  },
})

const path: Command = command({
  name: 'data path',
  description: 'Print the folder of a data set that was fetched',
  suggest: suggestSets,
  words: { name: 'The name of a data set' },
  flags: { json: { type: 'boolean', description: 'Print one JSON line' } },
  example: 'textgrad data path bbh',
  async run({ name, json }) {
    const set = setNamed(name as string)
    const { folder, here, files } = { ...(await stateOf(set)), files: set.files.length }
    if (here === files)
      process.stdout.write(`${json ? JSON.stringify({ name: set.name, folder, files }) : folder}\n`)
    else
      throw new UsageError(
        `${set.name} is not in ${folder} (${here} of ${files} files); fetch it with: textgrad data get ${set.name}`,
      )
  },
})

export const data: Command = group(
  'data',
  'Fetch the public data that tasks can use',
  { list, get, path },
  { noun: 'command', example: 'textgrad data get bbh' },
)

async function fetchSet(set: DataSet, { from, to, json }: FlagValues, signal: AbortSignal): Promise<void> {
  const { name, files, bytes } = factsOf(set)
  const screen = screenOf(process.stderr)
  try {
    const { folder, fetched } = await asUsage(() =>
      downloadDataSet(set, {
        to: to === undefined ? undefined : join(to as string, name),
        from: from as string | undefined,
        signal,
        onProgress: (now) =>
          screen.status(
            `${name}  ${now.files} of ${files} files  ${megabytes(now.bytes)} of ${megabytes(bytes)}`,
          ),
      }),
    )
    screen.status('')
    screen.write(`${name}: ${files} files, ${megabytes(bytes)}, checked; ${fetched} of them are new`)
    process.stdout.write(
      json === true ? `${JSON.stringify({ name, folder, files, bytes, fetched })}\n` : `${folder}\n`,
    )
  } finally {
    screen.status('')
  }
}

/** An address as it is, a folder from where the command was typed. */
function placeOf(from: string | undefined): string | undefined {
  if (from === '') throw new UsageError('--from must name a folder or an address')
  if (from === undefined || /^\w+:\/\//.test(from)) return from
  const folder = resolve(typedIn(), from)
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return folder
  throw new UsageError(`--from ${folder}: there is no such folder`)
}

function setNamed(name: string): DataSet {
  const set = sets.get(name)
  if (set) return set
  throw new UsageError(`Unknown data set ${JSON.stringify(name)}${orElse(name, [...sets.keys()])}`)
}

async function suggestSets(): Promise<readonly Suggestion[]> {
  return [...sets.values()].map(({ name, summary }) => [name, summary])
}

interface State {
  readonly folder: string
  /** So many files of it are there. */
  readonly here: number
}

async function stateOf(set: DataSet): Promise<State> {
  const folder = await asUsage(() => dataFolder(set.name))
  return { folder, here: await countFiles(set, folder) }
}

function factsOf(set: DataSet) {
  const { name, summary, licence, source, files } = set
  return {
    name,
    summary,
    licence,
    source,
    files: files.length,
    bytes: files.reduce((sum, file) => sum + file.bytes, 0),
    tasks: tasks.filter((task) => task.data?.includes(set)).map((task) => task.name),
  }
}

function table(rows: readonly (State & { readonly set: DataSet })[]): string[] {
  const head = ['name', 'size', 'files', 'licence', 'here', 'what it is']
  const body = rows.map(({ set, here }) => {
    const { name, summary, licence, files, bytes } = factsOf(set)
    const state = here === files ? 'yes' : here === 0 ? 'no' : `${here} files`
    return [name, megabytes(bytes), String(files), licence, state, summary]
  })
  return columns([head, ...body])
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`
}
