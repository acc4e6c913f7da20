import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

import * as release from '@jitl/quickjs-wasmfile-release-sync'
import {
  newQuickJSWASMModuleFromVariant,
  newVariant,
  type QuickJSContext,
  type QuickJSHandle,
  type QuickJSRuntime,
  type QuickJSSyncVariant,
  type QuickJSWASMModule,
} from 'quickjs-emscripten-core'

import { webAssembly } from './web-assembly.ts'

const pageBytes = 65_536
/** What the module needs before it runs anything, which counts against the limit too. */
const firstPages = 256
/** More lets a recursion overrun the stack of WebAssembly, which ends the whole module. */
const stackBytes = 384 * 1024

let compiled: object | undefined

export interface Engine {
  readonly module: QuickJSWASMModule
  /** Whether its memory has grown as far as it can. */
  isFull(): boolean
}

/**
 * QuickJS in a memory of its own, which cannot grow beyond `memoryBytes`: QuickJS's own limit does not stop every
 * allocation.
 */
export async function openEngine(memoryBytes: number): Promise<Engine> {
  compiled ??= await webAssembly.compile(
    readFileSync(fileURLToPath(import.meta.resolve('@jitl/quickjs-wasmfile-release-sync/wasm'))),
  )
  const maximum = Math.floor(memoryBytes / pageBytes) - firstPages
  const wasmMemory = new webAssembly.Memory({ initial: firstPages, maximum })
  // The types of the package are those of its CommonJS half.
  const variant = newVariant(release.default as unknown as QuickJSSyncVariant, {
    wasmModule: compiled,
    wasmMemory,
  })
  return {
    module: await newQuickJSWASMModuleFromVariant(variant),
    // It grows by a fifth, or by a twentieth at least.
    isFull: () => wasmMemory.buffer.byteLength > 0.8 * maximum * pageBytes,
  }
}

/** What was evaluated or called: a value, or what it threw. */
export interface Outcome {
  readonly threw: boolean
  readonly handle: QuickJSHandle
}

/** A realm in which code runs; `look` is called again and again meanwhile, and stops it by saying so. */
export class Realm {
  readonly runtime: QuickJSRuntime
  readonly context: QuickJSContext

  constructor({ module }: Engine, look: () => boolean) {
    this.runtime = module.newRuntime({ maxStackSizeBytes: stackBytes, interruptHandler: look })
    this.context = this.runtime.newContext()
  }

  evaluate(code: string, file: string, type: 'global' | 'module' = 'global'): Outcome {
    return outcome(this.context.evalCode(code, file, { type }))
  }

  call(callee: QuickJSHandle, args: readonly QuickJSHandle[]): Outcome {
    return outcome(this.context.callFunction(callee, this.context.undefined, [...args]))
  }

  /** A function of our own, as an expression: what it is called with, by name, is what it gives. */
  open(code: string, args: readonly QuickJSHandle[]): (name: string) => QuickJSHandle {
    const made = this.evaluate(code, '<textgrad>')
    const api = made.threw ? made : this.call(made.handle, args)
    if (api.threw)
      throw new Error(`the realm does not open: ${JSON.stringify(this.context.dump(api.handle))}`)
    return (name) => this.context.getProp(api.handle, name)
  }

  /** A function that code can call with texts, and that may give a text. */
  function(name: string, run: (...texts: readonly string[]) => string | void): QuickJSHandle {
    return this.context.newFunction(name, (...handles) => {
      const said = run(...handles.map((handle) => this.context.getString(handle)))
      return typeof said === 'string' ? this.context.newString(said) : this.context.undefined
    })
  }

  /** Runs what waits for its turn, until nothing does. */
  settle(): void {
    while (this.runtime.hasPendingJob()) {
      const { error } = this.runtime.executePendingJobs(100)
      error?.dispose()
    }
  }
}

type Result = { readonly error?: QuickJSHandle | undefined; readonly value?: QuickJSHandle }

function outcome({ error, value }: Result): Outcome {
  return error ? { threw: true, handle: error } : { threw: false, handle: value! }
}
