import { TGD, variable, type GenerateRequest } from '@textgrad/core'
import { scripted } from '@textgrad/core/testing'
import { expect, test } from 'vitest'

import { answering, writing } from './pretence.ts'

const ask = (purpose: GenerateRequest['purpose']): GenerateRequest => ({
  purpose,
  messages: [{ role: 'user', content: 'Well?' }],
})

test('a pretended model writes a new value each time it is to write one, and judges in prose', async () => {
  const filler = 'More is needed.'
  const pretence = writing((number) => `value ${number}`)
  const engine = scripted({ reply: (request, number) => pretence(request, { number, filler }) })
  const word = variable('one', { role: 'word' })
  const values = []
  for (let update = 0; update < 2; update++) {
    word.zeroGrad()
    word.accumulate([{ kind: 'feedback', text: 'Another one.', from: word }])
    const [proposed] = await new TGD([word], { engine }).propose()
    values.push(proposed!.value)
  }
  expect(values).toEqual(['value 0', 'value 1'])
  expect(pretence(ask('forward'), { number: 7, filler })).toBe('value 7')
  expect(pretence(ask('backward'), { number: 7, filler })).toBe(filler)
  expect(pretence(ask('evaluate'), { number: 7, filler })).toBe(filler)
})

test('it writes JSON where a request has a schema', () => {
  const messages = [{ role: 'user', content: 'Write text 1 between <a> and </a>.' }] as const
  const request: GenerateRequest = { purpose: 'update', messages, schema: {} }
  expect(answering('B')(request, { number: 1, filler: 'So.' })).toBe('{"a":"(1) So.\\nAnswer: B"}')
})
