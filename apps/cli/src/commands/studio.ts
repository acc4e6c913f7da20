import { spawn } from 'node:child_process'
import { once } from 'node:events'

import type { RunEvent } from '@textgrad/core'
import { openStoreToRead } from '@textgrad/runs'
import type { QueuesWatch } from '@textgrad/workers'

import { command, type Command } from '../command.ts'
import type { FlagValues } from '../flags.ts'
import { interruptSignal } from '../interrupt.ts'
import { passwordAside, withPassword } from '../redis-password.ts'
import { screenOf } from '../screen.ts'
import { fileToShow, storeFlags } from '../store.ts'
import { viewsOf } from '../task-of-run.ts'
import { asUsage, UsageError } from '../usage-error.ts'
import { redisFlag, workersFlags } from '../workers.ts'
import type { WorkersAt } from '../workshop/forms.ts'

export const studio: Command = command({
  name: 'studio',
  description:
    'Look at runs in the browser as they happen and afterwards; begin, pause and criticise them there',
  flags: {
    ...storeFlags,
    port: {
      type: 'integer',
      min: 0,
      default: 4400,
      description: 'Where it listens; 0 takes any port that is free',
    },
    host: {
      type: 'string',
      default: '127.0.0.1',
      description: 'The address it listens at; others than this machine need --allow-network',
    },
    'allow-network': {
      type: 'boolean',
      description: 'Let other machines read the runs, if they know the token of the printed address',
    },
    redis: {
      ...redisFlag,
      description:
        'Show the workers of this Redis, and offer it to runs that are begun; its password may be in TEXTGRAD_REDIS_PASSWORD',
    },
    queue: workersFlags['queue'],
    open: { type: 'boolean', description: 'Open it in the browser' },
    json: { type: 'boolean', description: 'Print one JSON line when it listens' },
  },
  example: 'textgrad studio --open',
  async run(values) {
    const { isLoopback, startStudio } = await import('@textgrad/studio')
    const { port, host } = whereOf(values, isLoopback)
    const { workshop } = await import('../workshop/workshop.ts')
    const at = workersAt(values)
    const store = await fileToShow(values)
    await using watch = at && (await watchOf(at))
    await using reader = await openStoreToRead(store)
    using interrupt = interruptSignal(undefined, 'Closing the studio.')
    const views = (events: readonly RunEvent[]) => viewsOf(events, interrupt.signal)
    const options = {
      store,
      host,
      port,
      views,
      workshop: workshop(reader, at),
      ...(watch && { queues: () => watch.look() }),
    }
    await using started = await startStudio(options).catch((error: unknown) => {
      throw explained(error, port)
    })
    const screen = screenOf(process.stdout)
    if (values['json'])
      screen.write(JSON.stringify({ address: started.address, entry: started.entry, store }))
    else screen.write(`The studio is at ${started.entry}\nIt shows ${store}; Ctrl-C ends it.`)
    if (values['open']) openBrowser(started.entryOnce())
    if (!interrupt.signal.aborted) await once(interrupt.signal, 'abort')
  },
})

function workersAt({ redis, queue }: FlagValues): WorkersAt | undefined {
  if (redis === undefined) return undefined
  return { redis: passwordAside(withPassword(redis as string)), queue: queue as string }
}

async function watchOf({ redis, queue }: WorkersAt): Promise<QueuesWatch> {
  const { watchQueues } = await import('@textgrad/workers')
  return asUsage(() => watchQueues({ redisUrl: withPassword(redis), queue }))
}

function whereOf(values: FlagValues, isLoopback: (host: string) => boolean): { port: number; host: string } {
  const host = String(values['host'])
  const port = Number(values['port'])
  if (port > 65_535) throw new UsageError(`--port must be at most 65535, got ${port}`)
  if (!isLoopback(host) && !values['allow-network']) {
    throw new UsageError(
      `--host ${host} lets other machines reach the studio: add --allow-network if that is wanted, or leave --host out`,
    )
  }
  return { host, port }
}

function explained(error: unknown, port: number): unknown {
  const { code } = (error ?? {}) as NodeJS.ErrnoException
  if (code === 'EADDRINUSE')
    return new UsageError(`Port ${port} is taken: name another one with --port, or 0 for any`)
  if (code === 'EACCES')
    return new UsageError(`Port ${port} may not be used: name one above 1023 with --port`)
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return new UsageError('--host is no address of this machine')
  return error
}

/** The way of each system to open an address; where there is none, the printed address is enough. */
function openBrowser(address: string): void {
  const ways: Readonly<Record<string, readonly [string, ...string[]]>> = {
    darwin: ['open', address],
    win32: ['rundll32', 'url.dll,FileProtocolHandler', address],
  }
  const [program, ...words] = ways[process.platform] ?? ['xdg-open', address]
  const opening = spawn(program, words, { stdio: 'ignore', detached: true })
  opening.on('error', () => process.stderr.write('No browser could be opened: open the address above\n'))
  opening.unref()
}
