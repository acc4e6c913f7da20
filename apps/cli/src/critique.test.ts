import { openStoreToRead } from '@textgrad/runs'
import { expect, it } from 'vitest'

import { endOf, runs, store } from './kept.test.support.ts'
import { folder, simulatedModel, textgrad } from './typed.test.support.ts'

// The language model is simulated.
it('fork --critique: what a person says is the feedback of the next step', { timeout: 120_000 }, async () => {
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
  const { id } = (await runs('--store', name!))[0]!
  const fork = (...words: string[]) => textgrad('fork', id, '--store', name!, ...words)

  const late = await fork('--at-step', '1', '--critique', 'Shorter.')
  expect(late).toMatchObject({ code: 2, out: '' })
  expect(late.err).toBe(
    'textgrad: --critique is heard in step 2, and the run goes on until step 1: add --steps 2 or more\n',
  )
  expect(await fork('--at-step', '1', '--critique', ' ')).toMatchObject({ code: 2 })
  expect(await runs('--store', name!)).toHaveLength(1)

  const forked = await fork('--at-step', '1', '--steps', '3', '--critique', 'Shorter.', '--json')
  expect(forked).toMatchObject({ code: 0 })
  expect(endOf(forked)).toMatchObject({ status: 'done', steps: 3 })
  const { id: made } = (await runs('--store', name!))[1]!
  await using reader = await openStoreToRead(`${folder}/${name!}`)
  const said = (await Array.fromAsync(reader.read(made))).filter(
    ({ event }) => event.type === 'gradient' && event.text === 'Shorter.',
  )
  // Of what judged it, and of the molecule; in this step and in no other.
  expect(said.map(({ event }) => event.step)).toEqual([2, 2])
  expect(model.asked.filter((asked) => asked.includes('Shorter.'))).toHaveLength(1)

  // A fork of it from before has it no more, and one from after has it still.
  const critiques = async (step: string) => {
    await textgrad('fork', made, '--at-step', step, '--steps', '2', '--store', name!)
    const { plan } = await reader.info((await reader.runs()).at(-1)!)
    return plan.options?.['critiques']
  }
  expect(await critiques('1')).toEqual([])
  expect(await critiques('2')).toEqual([{ step: 2, text: 'Shorter.' }])

  // A replay hears it again, and asks nobody.
  expect(await textgrad('replay', made, '--store', name!)).toMatchObject({ code: 0 })
})
