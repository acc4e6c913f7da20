import { join } from 'node:path'

import { openQuestion, openStoreToRead, sayTo } from '@textgrad/runs'
import { describe, expect, it } from 'vitest'

import { folder, simulatedModel, start } from './typed.test.support.ts'

/** What the only run of a store asks. */
async function asked(file: string) {
  await using reader = await openStoreToRead(file)
  const [id] = await reader.runs()
  const question = openQuestion(await reader.said(id!))
  return [id!, question!] as const
}

// The language model is simulated; the person is this test, who types.
describe('--ask', { timeout: 60_000 }, () => {
  const args = ['run', 'molecules', '--start', 'CCO', '--engine', 'openai:small', '--ask', '--json']

  it('asks on the terminal, and what was typed is feedback for the model', async () => {
    await using model = await simulatedModel('CC(=O)Nc1ccc(O)cc1')
    const { child, ended } = start([...args, '--steps', '1', '--base-url', model.url])
    child.stdin!.end('add a ring\n')
    const { code, out, err } = await ended
    expect(code).toBe(0)
    expect(err).toContain('CCO\n\nWhat should be better?')
    expect(model.asked[0]).toContain('add a ring')
    const gradients = out.split('\n').filter((line) => line.includes('"type":"gradient"'))
    expect(gradients.some((line) => line.includes('"text":"add a ring"'))).toBe(true)
  })

  it('takes the end of the input as nothing to say', async () => {
    await using model = await simulatedModel('CC(=O)Nc1ccc(O)cc1')
    const { child, ended } = start([...args, '--steps', '2', '--base-url', model.url])
    child.stdin!.end()
    expect((await ended).code).toBe(0)
    expect(model.asked[0]).not.toContain('add a ring')
  })

  it('hears an answer from elsewhere as well', async () => {
    await using model = await simulatedModel('CC(=O)Nc1ccc(O)cc1')
    const file = join(folder, 'asked.db')
    const { child, ended } = start([...args, '--steps', '1', '--base-url', model.url, '--store', file])
    await new Promise<void>((resolve) => {
      child.stderr!.on('data', (chunk) => String(chunk).includes('a blank line') && resolve())
    })
    const [id, question] = await asked(file)
    await sayTo(file, id, { kind: 'answer', answers: question.number, text: 'add a ring' })
    expect((await ended).code).toBe(0)
    expect(model.asked[0]).toContain('add a ring')
  })

  it('stops while it waits for an answer', async () => {
    await using model = await simulatedModel('CC(=O)Nc1ccc(O)cc1')
    const { child, ended } = start([...args, '--base-url', model.url])
    child.stderr!.on('data', (chunk) => {
      if (String(chunk).includes('a blank line')) child.kill('SIGINT')
    })
    expect((await ended).code).toBe(130)
  })
})
