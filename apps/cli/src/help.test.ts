import { expect, it, vi } from 'vitest'

import { runFlags } from './commands/run.ts'
import { configFlags } from './config-flags.ts'
import { tasks } from './tasks.ts'
import { textgrad } from './textgrad.ts'

/** The help of a command. */
async function helpOf(words: readonly string[]): Promise<string> {
  const written: string[] = []
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    written.push(String(text))
    return true
  })
  try {
    await textgrad([...words, '--help'])
  } finally {
    write.mockRestore()
  }
  return written.join('')
}

const keep = ['run molecules', 'resume', 'runs', 'show', 'export', 'replay', 'fork']
const others = [
  'demo',
  'run',
  'score',
  'score molecules',
  'tasks',
  'doctor',
  'init molecules',
  'compare molecules',
  'bench paper',
  'data get',
  'studio',
  'worker',
  'queues',
  'complete',
  'cache',
  'cache stat',
  'cache clear',
]

it.each(['', ...keep, ...others])('the help of textgrad %s ends with an example of it', async (name) => {
  const help = await helpOf(name.split(' ').filter(Boolean))
  const example = /^Example: (textgrad .*)\n$/m.exec(help)?.[1]
  expect(`${example} `).toContain(`textgrad ${name === '' ? '' : `${name} `}`)
  expect(help.trimEnd().endsWith(example!)).toBe(true)
})

it.each(keep)('textgrad %s works on any --store', async (name) => {
  expect(await helpOf(name.split(' '))).toContain('--store')
})

it.each(['run molecules', 'run question', 'resume', 'fork'])(
  'textgrad %s asks models in every way',
  async (name) => {
    const help = await helpOf(name.split(' '))
    for (const flag of [
      'cache',
      'rpm',
      'tpm',
      'prices',
      'max-dollars',
      'allow-unknown-price',
      'base-url',
      'otlp',
    ])
      expect(help).toContain(`--${flag}`)
  },
)

it.each(tasks)('the settings of $name have other names than the flags of a run', (task) => {
  const own = Object.keys(configFlags(task.config))
  expect(own.filter((name) => Object.hasOwn(runFlags, name))).toEqual([])
})
