import type { Call } from '@textgrad/core'

import { SandboxError } from '../sandbox/sandbox-error.ts'
import type { Place } from './workbench.ts'

/**
 * Tells a run where its programs run, where that was chosen for it; a second best as a warning. What is kept of an earlier attempt says
 * where it began: another version there is a warning, and for another sandbox this rejects with a SandboxError 'configuration', since
 * results of both would be compared.
 */
export async function tellPlace({ name, choice }: Place, call: Call): Promise<void> {
  const now = { name, words: choice?.words ?? '', isSecondBest: choice?.isSecondBest ?? false }
  const before = await call.once('sandbox', async () => now, {
    async tell({ words, isSecondBest }) {
      if (words === '') return
      await call.emit(isSecondBest ? { type: 'warning', message: words } : { type: 'note', text: words })
    },
  })
  if (before.name === name) return
  const change = `this run began on ${before.name}, and here its programs would run on ${name}`
  if (kindOf(before.name) === kindOf(name)) await call.emit({ type: 'warning', message: change })
  else
    throw new SandboxError(`${change}: make the first one available again, or begin a new run`, {
      kind: 'configuration',
    })
}

/** `bwrap 0.8.0, python 3.11.2` is a bwrap. */
const kindOf = (name: string): string => /^[\w-]+/.exec(name)?.[0] ?? name
