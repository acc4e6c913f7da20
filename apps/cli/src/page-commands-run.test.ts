import { cpSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { pageCommands, sharedPath, type PageCommand } from '@textgrad/host/testing'
import { describe, expect, it } from 'vitest'

import { filesOf } from './page-files.test.support.ts'
import { folder, start } from './typed.test.support.ts'

/** Why a command is not typed here; all others are. */
const leftOut: Readonly<Record<string, RegExp>> = {
  'a model is asked': /--engine/,
  'a Redis and workers are needed': /--workers|^worker /,
  'it docks': /--bind|--receptor/,
  'it fetches data': /^data get|^bench paper/,
  'it takes long': /^compare .*--budget \d{2,}/,
  'it stays, in the browser': /^studio/,
  'the reader says what': /<.*>|\.\.\./,
}

const commands = pageCommands().filter(({ page, name, words, isMention }) => {
  const line = words.join(' ')
  const isTyped = !Object.values(leftOut).some((reason) => reason.test(line))
  // textgrad.test.ts types what is in the README of this package.
  return name === 'textgrad' && !isMention && isTyped && page !== 'apps/cli/README.md'
})

const patient = sharedPath('ref/radiotherapy/dicom_cshape')

/** What the pages take for granted. */
function prepare(): void {
  filesOf('docs/code.md', folder)
  writeFileSync(join(folder, 'molecules.csv'), 'name,smiles\nethanol,CCO\nphenol,c1ccccc1O\n')
  mkdirSync(join(folder, 'patient'))
  cpSync(patient!, join(folder, 'patient'), { recursive: true })
}

/** The command, with the run that a page began with for the one that it speaks of, and less of what takes longest. */
function typedFor({ words }: PageCommand, run: string): string[] {
  const real = words.map((word) => (/^\d{6}(-\d{6}-\w{4})?$/.test(word) ? run : word))
  return real[1] === 'radiotherapy' ? [...real, '--iterations', '20', '--steps', '2'] : real
}

describe.skipIf(patient === undefined)('what pages tell to type', () => {
  it('is typed, page by page', { timeout: 300_000 }, async () => {
    prepare()
    let run = ''
    let page = ''
    for (const command of commands) {
      if (command.page !== page) run = ''
      page = command.page
      const { code, out, err } = await start(typedFor(command, run)).ended
      const where = { page, line: command.line }
      // What is said beside the result is shown where it was a failure.
      expect({ ...where, code, said: code === 0 ? '' : err }).toEqual({ ...where, code: 0, said: '' })
      run ||= /^Run (\S+), kept in /m.exec(out)?.[1] ?? ''
    }
    expect(commands.length).toBeGreaterThan(15)
  })
})
