import type { code } from '@textgrad/code'
import type { Task } from '@textgrad/core'
import type { molecules } from '@textgrad/molecules'
import type { questionTasks } from '@textgrad/questions'
import type { radiotherapy } from '@textgrad/radiotherapy'

import type { runFlags } from './commands/run.ts'
import type { Flag } from './flags.ts'

/**
 * What `textgrad run --config <file>` reads: the task that it runs, its settings, and what a run takes besides, each named as its flag is
 * in camel case (`--max-calls` is `maxCalls`). A flag that is typed as well wins. `textgrad init <task>` writes one.
 */
export type RunConfig = {
  [Name in keyof Tasks]: { readonly run: Name } & Partial<SettingsOf<Tasks[Name]>> & RunSettings
}[keyof Tasks]

interface Tasks {
  readonly molecules: typeof molecules
  readonly question: (typeof questionTasks)[0]
  readonly prompt: (typeof questionTasks)[1]
  readonly radiotherapy: typeof radiotherapy
  readonly code: typeof code
}

type SettingsOf<T> = T extends Task<infer Settings> ? Settings : never

type RunSettings = {
  readonly [Name in keyof typeof runFlags as CamelCase<Name>]?: ValueOf<(typeof runFlags)[Name]>
}

type ValueOf<F extends Flag> = F extends { readonly multiple: true }
  ? readonly string[]
  : F extends { readonly options: readonly (infer Option)[] }
    ? Option
    : { string: string; number: number; integer: number; boolean: boolean }[F['type']]

type CamelCase<Name extends string> = Name extends `${infer Head}-${infer Tail}`
  ? `${Head}${Capitalize<CamelCase<Tail>>}`
  : Name
