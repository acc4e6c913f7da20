// What a step makes of replies whose tags are not as they were asked for. The language model is simulated.
import { describe, expect, it } from 'vitest'

import { fn } from '../graph/fn.ts'
import { feedback } from '../graph/gradient.ts'
import { variable } from '../graph/variable.ts'
import { budget } from '../run/budget.ts'
import { rootCall } from '../run/call.ts'
import type { RunEvent } from '../run/event.ts'
import { optimize } from '../run/optimize.ts'
import type { Problem } from '../run/problem.ts'
import { gradient } from '../strategies/gradient.ts'
import { promptText, scripted } from '../testing/scripted.ts'
import { TGD } from './tgd.ts'

const tag = 'IMPROVED_VARIABLE'
const open = `<${tag}>`
const close = `</${tag}>`
const lower = tag.toLowerCase()
const chatter = 'Here it is: '

const change = fn({ name: 'change', role: 'check', backward: () => [feedback('change it')] }, () => 1)

/** What one step makes of one reply after the other, the last of them again and again. */
async function stepWith(...replies: readonly string[]) {
  const x = variable('old', { role: 'answer' })
  await (await change([x])).backward()
  const engine = scripted({ reply: (_, call) => replies[Math.min(call, replies.length - 1)]! })
  const events: RunEvent[] = []
  const spending = budget()
  const call = rootCall({ budget: spending, emit: async (event) => void events.push(event) })
  await new TGD([x], { engine }).step(call)
  const [update] = events.flatMap((event) => (event.type === 'update' ? [event] : []))
  return { value: x.value, update, engine, calls: spending.total().calls }
}

const noText = `it has no text between ${open} and ${close}`
const cut = `it opens ${open} and never closes it: it may have been cut`
const refused: readonly (readonly [string, string, string])[] = [
  ['missing', `${chatter}new`, noText],
  ['unclosed', `${chatter}${open}new`, cut],
  ['unopened', `${chatter}new${close}`, noText],
  [
    'nested',
    `${chatter}${open}outer ${open}new${close} tail${close}`,
    `it closes ${close} more often than it opens ${open}`,
  ],
  ['swapped', `${chatter}${close}new${open}`, cut],
  ['escaped', `${chatter}&lt;${tag}&gt;new&lt;/${tag}&gt;`, noText],
  ['of another name', `${chatter}<${tag}_V2>new</${tag}_V2>`, noText],
  ['empty', `${chatter}${open}${close}`, `the text between ${open} and ${close} is empty`],
  ['many', chatter + open.repeat(200_000), cut],
]
const remark = `its tags were read though they are not written as ${open} and ${close}`
const read: readonly (readonly [string, string, string | undefined])[] = [
  ['twice', `${chatter}${open}first draft${close}\nOn reflection:\n${open}new${close}`, undefined],
  ['in a fence', `${chatter}\`\`\`xml\n${open}\nnew\n${close}\n\`\`\``, undefined],
  ['in another case', `${chatter}<${lower}>new</${lower}>`, remark],
  ['with an attribute', `${chatter}<${tag} version="2">new${close}`, remark],
  ['with spaces', `${chatter}< ${tag} >new</ ${tag} >`, remark],
]

describe('tags', () => {
  it('fault 26: are tried in all fourteen ways', () => {
    expect(refused.length + read.length).toBe(14)
  })

  it.each(refused)(
    'fault 26: that are %s are asked for again, saying what was wrong',
    async (_, reply, defect) => {
      const { value, update, engine, calls } = await stepWith(reply, `${open}new${close}`)
      expect({ value, calls }).toEqual({ value: 'new', calls: 2 })
      expect(update).toMatchObject({ before: 'old', after: 'new', outcome: 'changed' })
      const [assistant, user] = engine.calls[1]!.messages.slice(-2)
      expect(assistant).toMatchObject({ role: 'assistant', content: expect.stringContaining(chatter) })
      expect(user!.role).toBe('user')
      expect(user!.content).toContain(
        `That reply can not be used: ${defect}\n\nWrite the complete new text between`,
      )
    },
  )

  it.each(refused)(
    'fault 26: that stay %s leave the old value, and the step says why',
    async (_, reply, defect) => {
      const { value, update, calls } = await stepWith(reply)
      expect({ value, calls }).toEqual({ value: 'old', calls: 3 })
      expect(update).toMatchObject({
        before: 'old',
        after: 'old',
        outcome: 'unusable',
        detail: `no usable reply in 3 attempts: ${defect}`,
      })
    },
  )

  it.each(read)('fault 26: that are %s are read in one call', async (_, reply, detail) => {
    const { value, update, calls } = await stepWith(reply)
    expect({ value, calls }).toEqual({ value: 'new', calls: 1 })
    expect([update?.outcome, update?.detail]).toEqual(['changed', detail])
  })

  it('fault 30: that are empty never make a variable empty', async () => {
    const blank = [
      `${open}${close}`,
      `${open} \n\t${close}`,
      `${open}\u00a0${close}`,
      `<${lower}> </${lower}>`,
      '',
    ]
    for (const reply of blank) {
      const { value, update, engine } = await stepWith(reply)
      expect(value).toBe('old')
      expect(update).toMatchObject({ outcome: 'unusable' })
      expect(promptText(engine.calls[2]!)).toMatch(
        /can not be used: (the text between .* is empty|it has no text)/,
      )
    }
  })
})

describe('a run', () => {
  /** A text that is better the longer it is. */
  const problem: Problem = {
    start: { text: 'x' },
    metrics: [{ name: 'length', direction: 'maximize' }],
    build({ text }) {
      const parameter = variable(text!, { name: 'text', role: 'a text' })
      return {
        parameters: [parameter],
        loss: (_, call) => change([parameter], call),
        evaluate: async () => ({ score: text!.length, metrics: {}, feasible: true, feedback: [] }),
      }
    },
    [Symbol.asyncDispose]: async () => {},
  }

  it('fault 26: goes on after a step without a usable reply', async () => {
    const engine = scripted({
      reply: ({ about }, call) => (call < 3 ? 'I would rather chat.' : `${open}${about!.value}x${close}`),
    })
    const events: RunEvent[] = []
    const running = optimize(problem, {
      strategy: gradient(({ parameters }) => new TGD(parameters, { engine })),
      seed: 1,
      steps: 3,
      emit: async (event) => void events.push(event),
    })
    let next = await running.next()
    while (!next.done) next = await running.next()
    expect(next.value).toMatchObject({ status: 'done', best: { candidate: { text: 'xxx' } }, steps: 3 })
    expect(next.value.spent.calls).toBe(3 + 1 + 1)
    const updates = events.flatMap((event) => (event.type === 'update' ? [event] : []))
    expect(updates.map(({ step, outcome, after }) => [step, outcome, after])).toEqual([
      [1, 'unusable', 'x'],
      [2, 'changed', 'xx'],
      [3, 'changed', 'xxx'],
    ])
  })
})
