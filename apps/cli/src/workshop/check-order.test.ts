import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { molecules } from '@textgrad/molecules'
import { questionTasks } from '@textgrad/questions'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { folder } from '../typed.test.support.ts'
import { problemsOf } from './check-order.ts'
import { orderFlags } from './forms.ts'

const [question] = questionTasks
const of = (values: Parameters<typeof problemsOf>[0], task = molecules) =>
  problemsOf(values, orderFlags(task), task)

beforeEach(() => {
  vi.stubEnv('INIT_CWD', folder)
})
afterEach(() => {
  vi.unstubAllEnvs()
})

describe('what is typed into the fields of a form', () => {
  it('is what can be typed on the command line', async () => {
    const values = { start: 'CCO', steps: '3', engine: ['openai:a', 'update=openai:b'], critic: true }
    expect(await of(values)).toEqual([])
  })

  it.each([
    ['steps', 'x', 'It must be a whole number, got "x"'],
    ['steps', '-1', 'It must be at least 0, got -1'],
    ['optimizer', 'sgd', /^It must be one of tgd, /],
    ['critic', 'yes', 'It is either on or off'],
    ['seed', ['1', '2'], 'It has one value'],
    ['similarity', 'much', 'It must be a number, got "much"'],
    // The rules of the task itself.
    ['similarity', '7', /<=1/],
    ['wish', ['qed'], /./],
  ])('%s: %j is refused at its field', async (field, value, message) => {
    expect(await of({ [field]: value })).toMatchObject([{ field, message: expect.stringMatching(message) }])
  })

  it('is refused where a field is not there, or has to be filled in', async () => {
    expect(await of({ store: '/tmp/other.db' })).toMatchObject([
      { message: 'There is no field store; did you mean start?' },
    ])
    expect(await of({ strat: 'C' })).toMatchObject([
      { message: 'There is no field strat; did you mean start?' },
    ])
    expect(await of({ constructor: 'C' })).toMatchObject([{ message: expect.stringContaining('no field') }])
    expect(await of({}, question)).toEqual([{ field: 'question', message: 'expected a question' }])
  })
})

describe('files that are named in a form', () => {
  beforeEach(() => {
    mkdirSync(join(folder, 'inside'), { recursive: true })
    writeFileSync(join(folder, 'inside', 'drugs.csv'), 'smiles\nCCO\n')
  })

  it.each(['inside/drugs.csv', './inside/../inside/drugs.csv', 'inside', 'not-there-yet.csv'])(
    'are taken below the folder of the studio: %s',
    async (drugs) => {
      expect(await of({ drugs })).toEqual([])
      expect(await of({ drugs: join(folder, drugs) })).toEqual([])
    },
  )

  it.each([
    '/etc/passwd',
    '../../../../etc/passwd',
    'inside/../../../../../etc/passwd',
    '..',
    '/',
    `${folder}-beside/x.csv`,
    'inside/drugs.csv\0.png',
    '/etc/./passwd',
    '//etc/passwd',
    '/proc/self/environ',
    '../not-there/x.csv',
  ])('are refused elsewhere: %j', async (drugs) => {
    const message = expect.stringContaining('has to be a file or a folder below')
    expect(await of({ drugs })).toMatchObject([{ field: 'drugs', message }])
  })

  it('are refused where a link leads elsewhere', async () => {
    symlinkSync('/etc', join(folder, 'out'))
    symlinkSync('/etc/passwd', join(folder, 'file.csv'))
    for (const drugs of ['out/passwd', 'out/new.csv', 'file.csv']) expect(await of({ drugs })).toHaveLength(1)
    // A start is a molecule or a file.
    expect(await of({ start: 'out/passwd' })).toHaveLength(1)
    expect(await of({ start: '/etc/passwd' })).toHaveLength(1)
    expect(await of({ start: 'F/C=C/F' })).toEqual([])
  })
})
