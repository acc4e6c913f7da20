import { join } from 'node:path'

import type { Flags, FlagValues } from './flags.ts'
import { ownFolder } from './own-folder.ts'

/** Where replies are kept, and asked for before a model is. */
export const cacheFlags = {
  cache: {
    type: 'string',
    path: true,
    hint: 'dir',
    bare: join('.textgrad', 'cache'),
    description: 'Keep replies, and buy none twice, in this folder (without a name: .textgrad/cache)',
  },
} satisfies Flags

/** The folder that was asked for, or the one that is used where none is named. */
export function cacheFolder(values: FlagValues): string {
  return (values['cache'] as string | undefined) ?? join(ownFolder(), 'cache')
}
