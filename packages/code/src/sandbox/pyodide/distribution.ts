import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

import { SandboxError } from '../sandbox-error.ts'

/** The one version whose text is known: another one may have other ways out. */
export const pyodideVersion = '314.0.7'

const digests = {
  'pyodide.asm.mjs': 'f7cdc8ece80678ceb712f8e65ebe6d3a83203a180c399865f49612a051693635',
  'pyodide.asm.wasm': 'cc36e3cab04fdfc9a63ff13eb52eae2b911bf46c025cc7b281f394bd3de1d5e6',
  'python_stdlib.zip': 'fa1957e5777068fc4f7437f96d860ae2fbe9c19732ba06c84e004ec16dd7dd7a',
} as const

type File = keyof typeof digests

export interface Distribution {
  /** A script that leaves `_createPyodideModule`: it loads no modules, and knows no address of its own. */
  readonly script: Buffer
  readonly wasm: Buffer
  readonly library: Buffer
}

/**
 * The files of the package `pyodide` that are needed: CPython in WebAssembly, what ties it to a system, the standard
 * library. What ties it to JavaScript is never loaded. Throws a SandboxError 'unavailable' where they are missing or not
 * those that are known.
 */
export function readDistribution(): Distribution {
  const folder = folderOf()
  return {
    script: Buffer.from(asScript(readFile(folder, 'pyodide.asm.mjs').toString())),
    wasm: readFile(folder, 'pyodide.asm.wasm'),
    library: readFile(folder, 'python_stdlib.zip'),
  }
}

export const unavailable = (reason: string, cause?: unknown): SandboxError =>
  new SandboxError(`Pyodide can not be used: ${reason}`, { kind: 'unavailable', cause })

const require = createRequire(import.meta.url)

function folderOf(): string {
  try {
    return dirname(require.resolve('pyodide/package.json'))
  } catch (cause) {
    throw unavailable(`the package is not there: npm install pyodide@${pyodideVersion}`, cause)
  }
}

function readFile(folder: string, name: File): Buffer {
  let bytes: Buffer
  try {
    bytes = readFileSync(join(folder, name))
  } catch (cause) {
    throw unavailable(`its file ${name} can not be read: ${(cause as Error).message}`, cause)
  }
  if (createHash('sha256').update(bytes).digest('hex') !== digests[name])
    throw unavailable(`its file ${name} is not that of version ${pyodideVersion}`)
  return bytes
}

/** A rejected `import()` would be an error of the realm outside, and lead there. */
function asScript(module: string): string {
  return module
    .replaceAll(/\bimport\(/g, 'noModules(')
    .replaceAll('import.meta.url', '"pyodide"')
    .replace('export default _createPyodideModule;', '')
}
