import type { RunEvent } from '@textgrad/core'

import { start, textgrad, type Ended } from './typed.test.support.ts'

export type RunEnd = Extract<RunEvent, { type: 'run-end' }>

/** A line of `textgrad runs --json`. */
export interface Line {
  readonly id: string
  readonly task: string
  readonly status: string
  readonly started: string
  readonly best: { readonly value: string; readonly score: number } | null
  readonly spent: { readonly calls: number; readonly evaluations: number }
  readonly maybePaid: { readonly calls: number }
  readonly attempts: number
}

export const linesOf = <T>({ out }: Ended): T[] =>
  out.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as T]))

/** How a run ended that was told as JSON. */
export const endOf = (ended: Ended): RunEnd => linesOf<RunEvent>(ended).at(-1) as RunEnd

/** The lines of `textgrad runs --json`. */
export const runs = async (...flags: string[]): Promise<Line[]> =>
  linesOf<Line>(await textgrad('runs', '--json', ...flags))

/** A run of some seconds. */
export const longRun = ['--start', 'CCCCCCCC', '--steps', '12', '--seed', '4', '--json']

/** A store of this name, in the test's folder. */
export const store = (name: string): string[] => ['--store', `${name}.db`]

/** Waits until a run has told so many steps, and does something to its process then. */
export async function during(
  args: readonly string[],
  steps: number,
  act: (child: ReturnType<typeof start>['child']) => void,
) {
  const { child, ended } = start(args)
  let told = ''
  let done = false
  child.stdout!.on('data', (chunk) => {
    told += String(chunk)
    if (done || told.split('"type":"step-end"').length <= steps) return
    done = true
    act(child)
  })
  return ended
}
