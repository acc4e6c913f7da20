// 10,000 replies as language models have been seen to write them, simulated: every one ends in the value that was meant or
// in a refusal that keeps the old one, and nothing is thrown.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { fn } from '../graph/fn.ts'
import { feedback } from '../graph/gradient.ts'
import { variable, type Variable } from '../graph/variable.ts'
import { readPoints } from '../prompts/consensus.ts'
import { readFeedback } from '../prompts/satisfied.ts'
import { tagged } from '../prompts/tagged.ts'
import { scripted } from '../testing/scripted.ts'
import { TGD } from './tgd.ts'

const numRuns = 10_000
const tag = 'IMPROVED_VARIABLE'
const open = `<${tag}>`
const close = `</${tag}>`

const change = fn({ name: 'change', role: 'check', backward: () => [feedback('change it')] }, () => 1)

/** What a step makes of a reply: the variable after it, and the outcome. */
async function stepWith(reply: string, finish: 'stop' | 'length' = 'stop', old = 'old value') {
  const x: Variable = variable(old, { role: 'answer' })
  await (await change([x])).backward()
  const engine = scripted({ reply: () => ({ text: reply, finish }) })
  const [update] = await new TGD([x], { engine, attempts: 2 }).step()
  return { value: x.value, outcome: update!.outcome, calls: engine.calls.length }
}

/** Words, markup, program text, and halves of characters, but none of our tags. */
const prose = fc
  .oneof(
    fc.lorem(),
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.constantFrom(
      '```json\n',
      '```',
      '\n',
      ' ',
      '<b>',
      '</feedback>',
      '<text>',
      '{"a": 1}',
      '\u0000',
      '\u202e',
      '$&',
      '&lt;',
    ),
  )
  .map((text) => text.replaceAll(tag, ''))

const value = fc
  .array(
    fc.oneof(prose, fc.constantFrom('<improved_variable>', `<${tag}_V2>`, `&lt;${tag}&gt;`, `< ${tag} >`)),
    {
      minLength: 1,
      maxLength: 4,
    },
  )
  .map((parts) => parts.join('').trim())
  .filter((text) => text !== '' && text.isWellFormed())

/** Without anything that is nearly one of our tags. */
const plain = value.filter((text) => !/<\s*improved_variable\s*>/i.test(text))

/** How a reply is put together, and which value it means; without one it has to be refused. */
const reply = fc.oneof(
  fc.tuple(prose, value, prose).map(([a, v, b]) => ({ text: `${a}${open}${v}${close}${b}`, means: v })),
  fc
    .tuple(prose, value, value)
    .map(([a, first, v]) => ({ text: `${a}${open}${first}${close}\n${open}${v}${close}`, means: v })),
  value.map((v) => ({ text: `I write it between ${open} and ${close}.\n${open}${v}${close}`, means: v })),
  value.map((v) => ({ text: `The tag is ${open} as asked. ${open}${v}${close}`, means: v })),
  value.map((v) => ({ text: `\`\`\`xml\n${open}\n${v}\n${close}\n\`\`\``, means: v })),
  plain.map((v) => ({ text: `${open.toLowerCase()}${v}${close.toLowerCase()}`, means: v })),
  plain.map((v) => ({ text: `<${tag} version="2">${v}${close}`, means: v })),
  plain.map((v) => ({ text: `< ${tag} >\n${v}\n</ ${tag} >`, means: v })),
  ...[
    fc.tuple(prose, value).map(([a, v]) => `${a}${open}${v}`),
    fc.tuple(prose, plain).map(([a, v]) => `${a}${v}${close}`),
    prose,
    prose.map((a) => `${a}${open}${close}`),
    prose.map((a) => `${a} I can not write it between ${open} and ${close}.`),
    value.map((v) => `${close}${v}${open}`),
    fc.tuple(value, value, value).map(([a, v, b]) => `${open}${a} ${open}${v}${close} ${b}${close}`),
    fc.tuple(value, value).map(([a, b]) => `${open}${a}${close}${b}${close}`),
    fc.tuple(value, value).map(([a, b]) => `\n${open}${a} ${open} ${b}${close}`),
    fc.tuple(plain, plain).map(([a, b]) => `< ${tag} >${a}</${tag} >< ${tag} >${b}</${tag} >`),
    value.map((v) => `${open}${v}\ud83d${close}`),
  ].map((texts) => texts.map((text) => ({ text, means: undefined }))),
)

/** The line breaks that belong to the tags are not part of a value. */
const trimmed = (text: string): string =>
  text.includes('\n') ? text.replace(/^\s*\n/, '').trimEnd() : text.trim()

describe('fuzzed replies', { timeout: 120_000 }, () => {
  it(`give the value that was meant, or keep the old one (${numRuns})`, async () => {
    let read = 0
    await fc.assert(
      fc.asyncProperty(
        reply,
        fc.constantFrom('stop', 'stop', 'stop', 'length'),
        async ({ text, means }, finish) => {
          const done = await stepWith(text, finish)
          const expected = finish === 'length' ? undefined : means
          if (expected !== undefined) read++
          expect(done).toEqual(
            expected === undefined
              ? { value: 'old value', outcome: 'unusable', calls: 2 }
              : { value: trimmed(expected), outcome: 'changed', calls: 1 },
          )
        },
      ),
      { numRuns, seed: 1 },
    )
    expect(read).toBeGreaterThan(numRuns / 10)
  })

  it('keep the old value when they are cut anywhere', async () => {
    const whole = `Better:\n${open}a longer value\nof two lines${close}`
    for (let length = 0; length < whole.length; length++) {
      expect(await stepWith(whole.slice(0, length))).toEqual({
        value: 'old value',
        outcome: 'unusable',
        calls: 2,
      })
    }
  })

  it('may be of 5 MB', async () => {
    const flood = 'x'.repeat(5_000_000)
    expect((await stepWith(`${flood}${open}${flood}${close}`)).value).toHaveLength(5_000_000)
    expect((await stepWith(open.repeat(300_000))).outcome).toBe('unusable')
    expect((await stepWith(flood)).outcome).toBe('unusable')
  })

  it(`may hold our own tags where the value does: they are data (${numRuns / 10})`, async () => {
    const old = fc.array(fc.oneof(value, fc.constantFrom(open, close, `${open}x${close}`)), {
      minLength: 1,
      maxLength: 4,
    })
    await fc.assert(
      fc.asyncProperty(old, value, async (pieces, fresh) => {
        const before = pieces.join(' ')
        const x = variable(before, { role: 'answer' })
        await (await change([x])).backward()
        const engine = scripted({ reply: ({ about }) => `<${about!.tag}>${fresh} ${before}</${about!.tag}>` })
        await new TGD([x], { engine }).step()
        expect(x.value).toBe(trimmed(`${fresh} ${before}`))
      }),
      { numRuns: numRuns / 10, seed: 2 },
    )
  })

  it('never make the readers of feedback and of votes fail', () => {
    const any = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }),
      reply.map(({ text }) => text),
    )
    fc.assert(
      fc.property(any, (text) => {
        expect(['feedback', 'satisfied', undefined]).toContain(readFeedback(text)?.kind)
        for (const { votes } of readPoints(text)) expect(Number.isInteger(votes)).toBe(true)
      }),
      { numRuns, seed: 3 },
    )
  })
})

describe('fenced data', () => {
  it('can not end its fence early, whatever it holds', () => {
    const content = fc
      .array(
        fc.oneof(
          prose,
          fc.constantFrom('</text>', '<text>', '</text-2>', '</TEXT>', '<text-2>', '</text-3>'),
        ),
      )
      .map((parts) => parts.join(''))
    fc.assert(
      fc.property(content, (text) => {
        const fenced = tagged('text', text)
        const [, name] = /^<([^>]+)>\n/.exec(fenced)!
        expect(fenced).toBe(`<${name}>\n${text}\n</${name}>`)
        expect(text.toLowerCase()).not.toContain(`</${name}>`)
      }),
      { numRuns, seed: 4 },
    )
  })
})
