import type { Artifact } from '@textgrad/core'
import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff'

import type { Outcome } from './task/outcome.ts'
import type { Change } from './task/workbench.ts'

/** A program of a run, and what came of it. */
export interface ShownProgram {
  /** What the run started from. */
  readonly start: string
  readonly program: string
  readonly outcome: Outcome
  /** Where the program is given as a change. */
  readonly change?: Change | undefined
}

/** How the program differs from the start, and what came of each local test, beside what should have; of a change also the files with it. */
export function programArtifacts({ start, program, outcome, change }: ShownProgram): readonly Artifact[] {
  const isTimed = outcome.tests.some(({ seconds }) => seconds !== undefined)
  const hasFailed = outcome.tests.some(({ got, expected }) => got !== undefined || expected !== undefined)
  const passed = outcome.tests.filter(({ status }) => status === 'passed').length
  return [
    ...(change ? changeArtifacts(change, program) : [diff(differenceOf(start, program))]),
    {
      kind: 'table',
      name: 'tests',
      title: `${passed} of ${outcome.tests.length} tests pass`,
      columns: ['test', 'result', ...(isTimed ? ['seconds'] : []), ...(hasFailed ? ['expected', 'got'] : [])],
      rows: outcome.tests.map(({ id, status, expected, got, seconds }) => [
        id,
        status,
        ...(isTimed ? [seconds === undefined ? null : Number(seconds.toPrecision(3))] : []),
        ...(hasFailed ? [expected ?? null, got ?? null] : []),
      ]),
    },
  ]
}

const diff = (text: string): Artifact => ({
  kind: 'text',
  name: 'diff',
  title: 'What changed since the start',
  text,
})

/** One that does not apply is shown as it is. */
function changeArtifacts(change: Change, value: string): readonly Artifact[] {
  const { files } = change.apply(value)
  if (!files) return [diff(value)]
  return [
    diff(change.between(files)),
    ...files.map(({ file, text }, place): Artifact => ({
      kind: 'text',
      name: `file-${place + 1}`,
      title: file,
      text,
    })),
  ]
}

function differenceOf(start: string, program: string): string {
  if (start === program) return ''
  return createTwoFilesPatch('start', 'program', ended(start), ended(program), '', '', {
    context: 3,
    headerOptions: FILE_HEADERS_ONLY,
  })
}

const ended = (text: string): string => (text.endsWith('\n') ? text : `${text}\n`)
