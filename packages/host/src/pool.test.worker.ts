import { setTimeout as sleep } from 'node:timers/promises'
import { threadId, workerData } from 'node:worker_threads'

import { serve } from './serve.ts'

export type Request =
  | { do: 'echo'; value?: unknown }
  | { do: 'sleep'; milliseconds: number; value?: unknown }
  | { do: 'meet'; count: Int32Array; people: number }
  | { do: 'loop' }
  | { do: 'throw' }
  | { do: 'throw-uncloneable' }
  | { do: 'return-uncloneable' }
  | { do: 'trap' }
  | { do: 'exit'; code: number }
  | { do: 'exit-later' }
  | { do: 'throw-later' }
  | { do: 'recurse'; depth: number }

export interface Answer {
  value: unknown
  thread: number
  data: unknown
}

/** The part of WebAssembly that is used here; the types of Node.js leave it to a DOM library. */
interface WasmGlobal {
  WebAssembly: {
    Module: new (code: Uint8Array) => object
    Instance: new (module: object) => { exports: Record<string, () => unknown> }
  }
}

serve<Request, Answer>(async (request) => {
  const value = await doing(request)
  return { value, thread: threadId, data: workerData }
})

const deeds: { [D in Request['do']]: (request: Extract<Request, { do: D }>) => unknown } = {
  echo: ({ value }) => value,
  sleep: async ({ milliseconds, value }) => sleep(milliseconds, value),
  // Returns only when so many workers are at it at the same time.
  meet: ({ count, people }) => {
    Atomics.add(count, 0, 1)
    Atomics.notify(count, 0)
    for (let here = Atomics.load(count, 0); here < people; here = Atomics.load(count, 0))
      Atomics.wait(count, 0, here)
  },
  loop: () => {
    for (;;);
  },
  throw: () => {
    throw new RangeError('no such atom')
  },
  'throw-uncloneable': () => {
    throw new Error('odd', { cause: () => 'a function' })
  },
  'return-uncloneable': () => () => 'a function',
  trap: () => {
    // (module (func (export "trap") unreachable))
    const { WebAssembly } = globalThis as unknown as WasmGlobal
    const code = '0061736d0100000001040160000003020100070801047472617000000a05010300000b'
    const module = new WebAssembly.Module(Buffer.from(code, 'hex'))
    return new WebAssembly.Instance(module).exports['trap']?.()
  },
  exit: ({ code }) => process.exit(code),
  'exit-later': () => void setTimeout(() => process.exit(0), 20),
  'throw-later': () =>
    void setTimeout(() => {
      throw new Error('too late')
    }, 20),
  recurse: ({ depth }) => recurse(depth),
}

function doing(request: Request): unknown {
  return (deeds[request.do] as (request: Request) => unknown)(request)
}

function recurse(depth: number): number {
  return depth === 0 ? 0 : 1 + recurse(depth - 1)
}
