/** The module's raw exports; only the pinned build's minified names lead to its allocator and stack. */
export type Exports = Record<string, unknown>

const bytes = 64 * 1024 * 1024
const names = { malloc: '$', setStack: 'fa', getStack: 'ga' } as const

/**
 * Gives RDKit a stack of 64 MB and returns a function that resets it.
 *
 * RDKit walks molecules by recursion. The stack that its WebAssembly build reserves, some 64 kB, overflows
 * silently into its own data at chains of about 600 atoms: the call traps and every later call fails or
 * hangs. The stack pointer is an ordinary global though, so it may as well point to the top of a large
 * block from the module's own heap. Reset it after an exception, which leaves it where it was thrown.
 * @throws {Error} where the exports are not those of the pinned version
 */
export function enlargeStack(exports: Exports): () => void {
  const malloc = callable(exports, names.malloc)
  const setStack = callable(exports, names.setStack)
  const getStack = callable(exports, names.getStack)
  const before = getStack()
  const block = malloc(bytes)
  const top = (block + bytes) & ~15
  if (!(before > 0) || !(block > before)) throw unexpected('its stack or allocator answers oddly')
  setStack(top)
  if (getStack() !== top) throw unexpected('its stack can not be moved')
  return () => {
    setStack(top)
  }
}

function callable(exports: Exports, name: string): (argument?: number) => number {
  const found = exports[name]
  if (typeof found !== 'function') throw unexpected(`it has no export "${name}"`)
  return found as (argument?: number) => number
}

const unexpected = (what: string) =>
  new Error(`This is not the @rdkit/rdkit 2026.9.1 that @textgrad/molecules is built for: ${what}`)
