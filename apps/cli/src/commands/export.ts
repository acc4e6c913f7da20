import { extname } from 'node:path'

import type { RunEvent, StoredEvent } from '@textgrad/core'
import { renderReport, toCsv, toJsonl, type RunInfo, type Said } from '@textgrad/runs'

import { checkOutput } from '../checked-output.ts'
import { command, type Command } from '../command.ts'
import type { FlagValues } from '../flags.ts'
import { interruptSignal } from '../interrupt.ts'
import { namedRun, notesOn, ofRun, storeFlags } from '../store.ts'
import { taskOfRun, viewsOf } from '../task-of-run.ts'
import { tasks } from '../tasks.ts'
import { asUsage, UsageError } from '../usage-error.ts'
import { notWhole, writeOutput } from '../write-output.ts'

/** What a run can be written as. */
const formats: Readonly<
  Record<string, (run: KeptRun, values: FlagValues) => Iterable<string> | Promise<Iterable<string>>>
> = {
  html: async ({ info, stored, events, notes }) => {
    using interrupt = interruptSignal()
    const { fileOfRun } = await import('@textgrad/studio')
    const views = await viewsOf(events, interrupt.signal)
    try {
      return [fileOfRun({ info, events: stored, views, notes })]
    } catch (error) {
      throw new UsageError(`${(error as Error).message}; --report writes it without them`)
    }
  },
  report: async ({ events, notes }) => {
    using interrupt = interruptSignal()
    return [renderReport(events, { views: await viewsOf(events, interrupt.signal), notes })]
  },
  jsonl: ({ events }, { canonical }) => toJsonl(events, canonical ? 'canonical' : 'stored'),
  csv: ({ events }) => [toCsv(events)],
}

interface KeptRun {
  readonly info: RunInfo
  readonly stored: readonly StoredEvent[]
  readonly events: readonly RunEvent[]
  /** What people noted on it. */
  readonly notes: readonly Said[]
}

const filesOfTasks = (): string =>
  tasks.flatMap(({ name, files }) => (files ? [`${name}: ${files.summary}`] : [])).join('; ')

export const exportCommand: Command = command({
  name: 'export',
  description: 'Write a run as pages, as a report, as its events, or as a table of its evaluations',
  ...ofRun,
  flags: {
    html: {
      type: 'boolean',
      description: 'The pages of the studio in one file, which opens without a network',
    },
    report: { type: 'boolean', description: 'A report without scripts, to be read, printed or sent' },
    jsonl: { type: 'boolean', description: 'Its events as JSON lines, in the order in which they were told' },
    csv: { type: 'boolean', description: 'A row per evaluation' },
    canonical: {
      type: 'boolean',
      description: 'With --jsonl: in the order that is the same for the same run',
    },
    files: {
      type: 'boolean',
      description: `What programs of the field read, by how --out ends: ${filesOfTasks()}`,
    },
    out: { type: 'string', path: true, hint: 'file', description: 'Where it goes (default: the screen)' },
    json: { type: 'boolean', description: 'Print what was written as a JSON line; needs --out or --jsonl' },
    ...storeFlags,
  },
  example: 'textgrad export 260314-093005-k7qx --html --out report.html',
  async run(values) {
    const write = formatOf(values)
    const { out, ...others } = values as FlagValues & { readonly out?: string }
    // Some files of the field are folders.
    if (out !== undefined && values['files'] !== true) await checkOutput(out, others)
    const { store, id } = await namedRun(values)
    await using opened = store
    const stored = await Array.fromAsync(opened.read(id))
    const events = stored.map(({ event }) => event)
    if (!events.some(({ type }) => type === 'run-start')) {
      throw new UsageError(`The run ${id} was interrupted before it began: there is nothing to write`)
    }
    if (write === undefined) await writeFiles(events, out!)
    else {
      const [info, notes] = [await opened.info(id), await notesOn(opened, id)]
      await writeOutput(await write({ info, stored, events, notes }, values), out)
    }
    if (out === undefined) return
    process.stderr.write(`Written: ${out}\n`)
    if (values['json']) process.stdout.write(`${JSON.stringify({ run: id, file: out })}\n`)
  },
})

/** Undefined for the files of the field. */
function formatOf(values: FlagValues) {
  const asked = [...Object.keys(formats), 'files'].filter((name) => values[name])
  if (asked.length !== 1) throw new UsageError('Expected one of --html, --report, --jsonl, --csv and --files')
  if (asked[0] === 'files' && values['out'] === undefined) throw new UsageError('--files needs --out')
  if (values['json'] && values['out'] === undefined && asked[0] !== 'jsonl')
    throw new UsageError(`--json says where --out is written to: without it --${asked[0]} goes to the screen`)
  if (values['canonical'] && asked[0] !== 'jsonl') throw new UsageError('--canonical needs --jsonl')
  return formats[asked[0]!]
}

async function writeFiles(events: readonly RunEvent[], out: string): Promise<void> {
  const files = taskOfRun(events)?.files
  if (!files)
    throw new UsageError('Its task writes no files of its own: expected --html, --report, --jsonl or --csv')
  const { extensions, summary } = files
  const named = extensions.map((ending) => ending || 'nothing, as it is a folder').join(', ')
  if (!extensions.includes(extname(out).toLowerCase()))
    throw new UsageError(`--out must end in ${named} (${summary}), got ${JSON.stringify(out)}`)
  using interrupt = interruptSignal()
  try {
    await asUsage(() => files.write(events, out, { signal: interrupt.signal }))
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw code === 'ENOSPC' || code === 'EIO' ? notWhole(out, error as Error) : error
  }
}
