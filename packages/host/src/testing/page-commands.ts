import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { codeBlocks, pages, pageText } from './pages.ts'

/** A command of this project that a page tells its readers to type. */
export interface PageCommand {
  readonly page: string
  readonly line: number
  /** `textgrad`, typed so or as `npm run textgrad --`, or another script of npm. */
  readonly name: string
  readonly words: readonly string[]
  /** It stands in a sentence, and may be a part of one: without what has to follow, or with `<name>` for it. */
  readonly isMention: boolean
}

/** Tells of the commands instead of doing them; whatever other programs are called does nothing. It stands on one line. */
const listening = [
  'listen() { printf "%s\\0" "$LINE" "$MENTION" "$(($# + 1))" "$@" "" >&3; }',
  'textgrad() { LINE=${BASH_LINENO[0]} listen textgrad "$@"; }',
  'npm() { LINE=${BASH_LINENO[0]} listen npm "$@"; }',
  'hostname() { echo host; }',
  'cd() { :; }',
  'source() { :; }',
  'command_not_found_handle() { :; }',
].join('; ')

/**
 * The commands of all pages, as bash understands them: in blocks of `sh`, on indented lines, and between backticks.
 * @throws Error with the page for what bash does not understand
 */
export function pageCommands(): PageCommand[] {
  return pages().flatMap((page) => heard(page, scriptOf(page)).map(named))
}

/** The commands of a page, each on the line on which it is. */
function scriptOf(page: string): string[] {
  const lines = pageText(page).split('\n')
  const script = lines.map((line) => /^ {4,}((?:npm|textgrad) .*)$/.exec(line)?.[1] ?? '')
  const prose = [...lines]
  for (const { line, language, code } of codeBlocks().filter((block) => block.page === page)) {
    for (const [place, text] of code.trimEnd().split('\n').entries()) {
      script[line - 1 + place] = language === 'sh' ? text : ''
      prose[line - 1 + place] = ''
    }
  }
  const text = prose.join('\n')
  for (const { index, 1: command } of text.matchAll(/`((?:npm (?:run|test)|textgrad)(?=[\s`])[^`]*)`/g)) {
    const place = text.slice(0, index).split('\n').length - 1
    script[place] += `; MENTION=1; ${command!.replaceAll('\n', ' ')}; MENTION=`
  }
  // <name> is no redirection.
  const typed = script.map((line) => line.replace(/^; /, '').replaceAll(/<([a-z][\w -]*)>/g, "'<$1>'"))
  return [listening, ...typed.slice(1), 'wait']
}

interface Heard extends Pick<PageCommand, 'page' | 'line' | 'isMention'> {
  readonly typed: readonly string[]
}

function heard(page: string, script: readonly string[]): Heard[] {
  const folder = mkdtempSync(join(tmpdir(), 'textgrad-page-'))
  const { output } = spawnSync('/bin/bash', ['-c', script.join('\n')], {
    cwd: folder,
    encoding: 'utf8',
    env: { HOME: folder, PATH: '/nowhere' },
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  })
  rmSync(folder, { recursive: true })
  refuseUnheard(page, script, output[2]!)
  const fields = output[3]!.split('\0')
  const all: Heard[] = []
  while (fields.length > 1) {
    const [line, mention, count] = fields.splice(0, 3)
    const typed = fields.splice(0, Number(count)).slice(0, -1)
    all.push({ page, line: Number(line), isMention: mention === '1', typed })
  }
  return all
}

/** Of other programs nothing is known, and nothing is done: what becomes of them says nothing. */
function refuseUnheard(page: string, script: readonly string[], complaints: string): void {
  for (const [, line, complaint] of complaints.matchAll(/ line (\d+): (.*)/g)) {
    const isOurs = /\b(textgrad|npm) /.test(script[Number(line) - 1] ?? '')
    if (isOurs || complaint!.includes('syntax error')) throw new Error(`${page}:${line}: ${complaint}`)
  }
}

/** `npm run --silent bench -- core` is bench, with what follows. */
function named({ typed: [program, ...rest], ...where }: Heard): PageCommand {
  if (program === 'textgrad') return { ...where, name: program, words: rest }
  const end = rest.indexOf('--')
  const own = end === -1 ? rest : rest.slice(0, end)
  const [name = ''] = own.filter((word) => word !== 'run' && !word.startsWith('-'))
  return { ...where, name, words: end === -1 ? [] : rest.slice(end + 1) }
}
