import { spawn } from 'node:child_process'
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'

import { requireProgram } from '@textgrad/host/testing'
import { beforeAll, describe, expect, it } from 'vitest'

import { folder } from '../typed.test.support.ts'

/** In place of the command: writes its words down, unless the shell asks it how they end. */
const noted = `textgrad() {
  if [ "$1" = complete ]; then command textgrad "$@"; else printf '<%s>' "$@" >> told; echo >> told; fi
}`
const notedByFish = `function textgrad
  if test "$argv[1]" = complete; command textgrad $argv; else; printf '<%s>' $argv >> told; echo >> told; end
end`

/** Shells without settings of a person's, but for those that a page of the docs gives them. */
const shells = [
  {
    shell: 'bash',
    // As it is, without its package of completions.
    starts: 'exec bash --noprofile --rcfile bashrc -i',
    settings: 'bashrc',
    lines: ["PS1='> '", 'source <(command textgrad complete bash)', noted],
  },
  {
    shell: 'zsh',
    starts: 'ZDOTDIR=. exec zsh -i',
    settings: '.zshrc',
    lines: [
      "PS1='> '",
      'autoload -Uz compinit && compinit -u',
      'source <(command textgrad complete zsh)',
      noted,
    ],
  },
  {
    shell: 'fish',
    starts: "exec fish --no-config -i --init-command 'source init.fish'",
    settings: 'init.fish',
    lines: ["function fish_prompt; echo '> '; end", 'command textgrad complete fish | source', notedByFish],
  },
] as const

/** Types lines at a terminal of its own; resolves with what the command was given in each. */
async function typedAt(starts: string, lines: readonly string[]): Promise<string[]> {
  const file = join(folder, 'told')
  writeFileSync(file, '')
  const given = (): string[] => readFileSync(file, 'utf8').split('\n').slice(0, -1)
  const path = [join(folder, 'bin'), process.env['PATH']].join(delimiter)
  const env = { ...process.env, HOME: folder, INIT_CWD: folder, PATH: path, TERM: 'dumb' }
  const child = spawn('script', ['-qec', starts, '/dev/null'], { cwd: folder, env })
  let typed = 0
  // Each line when the one before it was taken, after which the shell writes its prompt.
  child.stdout.on('data', () => {
    if (typed > lines.length || given().length < typed) return
    child.stdin.write(typed === lines.length ? 'exit\r' : `${lines[typed]}\r`)
    typed++
  })
  await new Promise((ended) => child.on('close', ended))
  return given()
}

describe('textgrad complete', () => {
  beforeAll(() => {
    mkdirSync(join(folder, 'bin'))
    const main = join(import.meta.dirname, '../main.ts')
    const program = join(folder, 'bin', 'textgrad')
    writeFileSync(program, `#!/bin/sh\nexec "${process.execPath}" "${main}" "$@"\n`)
    chmodSync(program, 0o755)
    mkdirSync(join(folder, 'inner'))
    for (const name of ['my file.csv', 'inner/x.csv', 'inner/y.csv']) writeFileSync(join(folder, name), '')
  })

  for (const { shell, starts, settings, lines } of shells)
    it.skipIf(!requireProgram(shell))(`completes in ${shell}`, { timeout: 240_000 }, async () => {
      writeFileSync(join(folder, settings), `${lines.join('\n')}\n`)
      const typed = [
        'textgrad run mol\t--objec\tdock\t',
        'textgrad run molecules --drugs my\t',
        'textgrad run molecules --drugs=my\t',
        'textgrad score molecules --in inn\tx\t',
        'textgrad run molecules --seed \t1',
        'textgrad data get dock\t',
      ]
      expect(await typedAt(starts, typed)).toEqual([
        '<run><molecules><--objective><dockstring>',
        '<run><molecules><--drugs><my file.csv>',
        '<run><molecules><--drugs=my file.csv>',
        '<score><molecules><--in><inner/x.csv>',
        '<run><molecules><--seed><1>',
        '<data><get><dockstring>',
      ])
    })
})
