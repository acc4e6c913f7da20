import { openStoreToRead } from '@textgrad/runs'
import { expect, it } from 'vitest'

import { criticised } from './judge.ts'
import { endOf, store } from './kept.test.support.ts'
import { folder, simulatedModel, textgrad } from './typed.test.support.ts'

// The language model is simulated.
it('fork --critique: what a person says is the feedback of the next step', { timeout: 300_000 }, async () => {
  await using model = await simulatedModel('CC(=O)Nc1ccc(O)cc1')
  const [, name] = store('critique')
  const engine = ['--engine', 'openai:small', '--base-url', model.url]
  const begun = await textgrad(
    'run',
    'molecules',
    '--start',
    'CCO',
    '--steps',
    '1',
    ...engine,
    '--store',
    name!,
  )
  expect(begun).toMatchObject({ code: 0, err: '' })
  await using reader = await openStoreToRead(`${folder}/${name!}`)
  const [id] = (await reader.runs()) as [string]
  const critique = ['--at-step', '1', '--critique', 'Shorter.', '--store', name!]
  const forked = await textgrad('fork', id, ...critique, '--steps', '3', '--json')
  expect(forked).toMatchObject({ code: 0 })
  expect(endOf(forked)).toMatchObject({ status: 'done', steps: 3 })
  const made = (await reader.runs()).at(-1)!
  const said = (await Array.fromAsync(reader.read(made))).filter(
    ({ event }) => event.type === 'gradient' && event.text === 'Shorter.',
  )
  // Of what judged it, and of the molecule; in this step and in no other.
  expect(said.map(({ event }) => event.step)).toEqual([2, 2])
  expect(model.asked.filter((asked) => asked.includes('Shorter.'))).toHaveLength(1)
  // A replay hears it again, and asks nobody.
  const asked = model.asked.length
  expect(await textgrad('replay', made, '--store', name!)).toMatchObject({ code: 0 })
  expect(model.asked).toHaveLength(asked)
})

const plan = {
  task: 'molecules',
  optimizer: 'tgd',
  options: { steps: 5, critiques: [{ step: 3, text: 'A' }] },
}

it('a fork keeps the critiques of the steps that it shares, and adds its own', () => {
  const critiquesOf = (...fork: [number, string | undefined]) =>
    criticised(plan, ...fork).options?.['critiques']
  expect(critiquesOf(2, undefined)).toEqual([])
  expect(critiquesOf(3, undefined)).toEqual([{ step: 3, text: 'A' }])
  expect(critiquesOf(2, 'B')).toEqual([{ step: 3, text: 'B' }])
  expect(critiquesOf(3, 'B')).toEqual([
    { step: 3, text: 'A' },
    { step: 4, text: 'B' },
  ])
})

it.each([
  [
    {},
    5,
    'Shorter.',
    '--critique is heard in step 6, and the run goes on until step 5: add --steps 6 or more',
  ],
  [{}, 1, ' ', '--critique is empty: say what should be better'],
  [{ optimizer: 'opro' }, 1, 'Shorter.', '--critique: the optimizer opro of this run hears no feedback'],
  [{ optimizer: 'cma-es' }, 1, 'Shorter.', '--critique: the optimizer cma-es of this run hears no feedback'],
] as const)(
  '%j, after step %i: %j is refused where nobody would hear it',
  (other, after, critique, message) => {
    expect(() => criticised({ ...plan, ...other }, after, critique)).toThrow(message)
  },
)
