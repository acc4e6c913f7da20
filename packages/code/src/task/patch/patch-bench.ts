import type { Codec } from '@textgrad/core'
import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff'

import type { Language } from '../../sandbox/sandbox.ts'
import type { Outcome } from '../outcome.ts'
import type { Change, Place, Workbench } from '../workbench.ts'
import { applied, type FileText, type Patched } from './apply-patch.ts'
import { patchCodec } from './patch-codec.ts'

export interface PatchBenchOptions {
  /** Judges whole texts of the first file. */
  readonly inner: Workbench
  /** What a patch may change, as it is at the start. */
  readonly files: readonly FileText[]
  /** Judges files with a patch in them (default: by the first alone). */
  readonly judgeFiles?: (files: readonly FileText[], signal?: AbortSignal) => Promise<Outcome>
  /** What a patch counts that does not apply. */
  readonly worstSeconds: number
}

/** Judges patches by what the files are with them. The patch is always against the files at the start, which is where the run begins. */
export class PatchBench implements Workbench, Change {
  readonly id: string
  readonly language: Language
  readonly place: Place
  readonly role: string
  readonly start = ''
  readonly hasHidden: boolean
  readonly shownTests: readonly string[]
  readonly files: readonly FileText[]
  readonly codec: Codec<string>
  readonly #options: PatchBenchOptions

  constructor(options: PatchBenchOptions) {
    const { inner, files } = options
    this.#options = options
    this.id = JSON.stringify(['patch', inner.id, files])
    this.language = inner.language
    this.place = inner.place
    this.role = roleOf(inner.role, files)
    this.hasHidden = inner.hasHidden
    this.shownTests = inner.shownTests ?? []
    this.files = files
    this.codec = patchCodec(files)
  }

  get change(): Change {
    return this
  }

  get inner(): Workbench {
    return this.#options.inner
  }

  async judge(patch: string, signal?: AbortSignal): Promise<Outcome> {
    const { inner, judgeFiles } = this.#options
    const { files, fault } = this.apply(patch)
    if (fault !== undefined) return this.#notApplied(fault)
    return judgeFiles ? judgeFiles(files, signal) : inner.judge(files[0]!.text, signal)
  }

  async judgeHidden(patch: string, signal?: AbortSignal): Promise<Outcome> {
    const { files, fault } = this.apply(patch)
    return fault === undefined
      ? this.#options.inner.judgeHidden(files[0]!.text, signal)
      : this.#notApplied(fault)
  }

  suspicion(patch: string, outcome: Outcome, signal?: AbortSignal): Promise<(line: number) => number> {
    return this.#options.inner.suspicion(this.programOf(patch), outcome, signal)
  }

  [Symbol.asyncDispose](): PromiseLike<void> {
    return this.#options.inner[Symbol.asyncDispose]()
  }

  apply(patch: string): Patched {
    return applied(this.files, patch)
  }

  programOf(patch: string): string {
    return (this.apply(patch).files ?? this.files)[0]!.text
  }

  patchOf(program: string): string {
    const [{ file }, ...others] = this.files as readonly [FileText, ...FileText[]]
    return this.between([{ file, text: program }, ...others])
  }

  between(files: readonly FileText[]): string {
    return files
      .map(({ file, text }, place) => {
        const before = this.files[place]!.text
        if (before === text) return ''
        return createTwoFilesPatch(`a/${file}`, `b/${file}`, before, text, '', '', {
          context: 3,
          headerOptions: FILE_HEADERS_ONLY,
        })
      })
      .join('')
  }

  #notApplied(fault: string): Outcome {
    return {
      passed: false,
      share: 0,
      seconds: this.#options.worstSeconds,
      tests: [{ id: 'the patch', status: 'does not apply' }],
      report: `The patch does not apply, so nothing was run: ${fault}. It has to apply to the files as they are at the start.`,
      data: { goal: 'patch', fault },
      lines: [],
    }
  }
}

function roleOf(role: string, files: readonly FileText[]): string {
  const several = files.length > 1
  return [
    `a patch in the form of a unified diff, with which ${several ? 'files become' : 'a file becomes'} ${role}`,
    `It is always against ${several ? 'the files' : 'the file'} as shown here, never against an earlier patch: --- a/file, +++ b/file, then hunks that begin with @@ -line,count +line,count @@ and whose lines begin with a space where they stay, - where they go, + where they come. Two or three lines that stay are around each change, exactly as they are.`,
    ...files.map(({ file, text }) => `<FILE name=${JSON.stringify(file)}>\n${text.trimEnd()}\n</FILE>`),
  ].join('\n\n')
}
