import { mkdir, writeFile } from 'node:fs/promises'
import { basename, dirname, extname, isAbsolute, join, normalize } from 'node:path'

import type { Candidate, RunEvent, RunFiles } from '@textgrad/core'
import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff'

import type { CodeSettings } from './config.ts'
import type { FileText } from './patch/apply-patch.ts'

const patchEndings = ['.patch', '.diff']
const programEndings = ['.py', '.js', '.mjs', '.cjs', '.ts', '.mts']

/** The best program of a run: as a patch that `git apply` and `patch -p1` take, or as the text of the file. */
export const runFiles: RunFiles = {
  summary:
    'what the best program changes as .patch, its text as .py, .js or .ts, or all changed files as a folder',
  extensions: [...patchEndings, ...programEndings, ''],
  async write(events, out) {
    const best = bestOf(events)
    const ending = extname(out).toLowerCase()
    if (patchEndings.includes(ending)) return writeFile(out, patchOf(best))
    if (ending !== '') return writeFile(out, best.files[0]!.text)
    for (const { file, text } of best.files) {
      const path = join(out, normalize(file))
      await mkdir(dirname(path), { recursive: true })
      await writeFile(path, text)
    }
  },
}

interface Best {
  readonly start: string
  readonly settings: CodeSettings
  readonly files: readonly FileText[]
  /** As it was told. */
  readonly diff: string
}

type Evaluated = Extract<RunEvent, { readonly type: 'evaluation' }>

function bestOf(events: readonly RunEvent[]): Best {
  const started = events.find((event) => event.type === 'run-start')
  const evaluations = events.filter((event) => event.type === 'evaluation')
  const best = evaluations.reduce<Evaluated | undefined>(
    (a, b) => (a && a.evaluation.score >= b.evaluation.score ? a : b),
    undefined,
  )
  if (started?.type !== 'run-start' || !best) throw new TypeError('Expected a run that judged a program')
  const settings = started.run.config as CodeSettings
  const texts = events.flatMap((event) =>
    event.type === 'artifact' && event.id === best.id && event.artifact.kind === 'text'
      ? [event.artifact]
      : [],
  )
  const changed = texts
    .filter(({ name }) => name.startsWith('file-'))
    .map(({ title = 'program', text }) => ({ file: inside(title), text }))
  const start = programOf(evaluations[0]!.candidate)
  // What a model writes between tags has lost the end of its last line.
  const text = programOf(best.candidate).trimEnd() + (/\s*$/.exec(start)?.[0] ?? '')
  return {
    start,
    settings,
    files: changed.length > 0 ? changed : [{ file: fileOf(settings), text }],
    diff: texts.find(({ name }) => name === 'diff')?.text ?? '',
  }
}

const programOf = (candidate: Candidate): string => candidate['program'] ?? ''

const fileOf = ({ file }: CodeSettings): string => (file === undefined ? 'program.py' : basename(file))

/** @throws TypeError for a path that leads out of a folder */
function inside(file: string): string {
  if (isAbsolute(file) || normalize(file).startsWith('..'))
    throw new TypeError(`Expected a run whose files lie in a folder, got ${file}`)
  return file
}

function patchOf({ settings, diff, start, files }: Best): string {
  if (settings.form === 'patch') return diff
  if (settings.function !== undefined)
    throw new TypeError(
      `Expected a run on a whole file for a patch: this one rewrote ${settings.function} alone, whose text .py gives`,
    )
  const [{ file, text }] = files as readonly [FileText]
  if (text === start) return ''
  return createTwoFilesPatch(`a/${file}`, `b/${file}`, start, text, '', '', {
    context: 3,
    headerOptions: FILE_HEADERS_ONLY,
  })
}
