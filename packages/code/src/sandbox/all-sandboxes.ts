import { bwrapSandbox } from './bwrap/bwrap-sandbox.ts'
import { pyodideSandbox } from './pyodide/pyodide-sandbox.ts'
import { quickjsSandbox } from './quickjs/quickjs-sandbox.ts'
import type { Language, Sandbox } from './sandbox.ts'
import { unsafeLocal } from './unsafe-local/unsafe-local.ts'

export type SandboxName = 'bwrap' | 'pyodide' | 'quickjs' | 'unsafe-local'

export interface KnownSandbox {
  readonly name: SandboxName
  /** What it runs where this machine has all that it needs; `Sandbox.languages` says what it runs here. */
  readonly languages: readonly Language[]
  /** Rejects with a SandboxError 'unavailable' where this machine can not. */
  readonly make: () => Promise<Sandbox>
}

const everything = ['python', 'javascript', 'typescript'] as const

/** Every sandbox that can be asked for by name, the strongest first; the last is none. */
export const allSandboxes: readonly KnownSandbox[] = [
  { name: 'bwrap', languages: everything, make: bwrapSandbox },
  { name: 'pyodide', languages: ['python'], make: pyodideSandbox },
  { name: 'quickjs', languages: ['javascript', 'typescript'], make: quickjsSandbox },
  { name: 'unsafe-local', languages: everything, make: unsafeLocal },
]
