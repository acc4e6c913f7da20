import { random, type RunResult } from '@textgrad/core'
import { describe, expect, it } from 'vitest'

import { anyText, critic, editor, guesser, length, rightOnes } from './hidden-text-models.ts'
import { contenders, keeps, noisyRuns, reach, spentBy, stepLimit, yardstick } from './hidden-text.ts'
import { median } from './measure.ts'

// Every language model here is simulated by a script.
const target = anyText(random(1, 'target'))
const text = anyText(random(1, 'start'))

let climbed: Promise<RunResult[]> | undefined
const yard = async () => median((await (climbed ??= reach(yardstick, 20))).map(spentBy))

describe('the way to a hidden text', () => {
  it('takes hill climbing over a thousand evaluations, and no call', async () => {
    expect(await yard()).toBeGreaterThan(1000)
    expect((await climbed)!.every(({ status, spent }) => status === 'target' && spent.calls === 0)).toBe(true)
  })

  it.each(contenders.filter(({ limit }) => limit === 'steps'))(
    `takes $name at most ${stepLimit} steps from every seed`,
    async (contender) => {
      const runs = await reach(contender, 20)
      expect(runs.map(({ status }) => status)).toEqual(runs.map(() => 'target'))
      expect(Math.max(...runs.map(({ steps }) => steps))).toBeLessThanOrEqual(stepLimit)
    },
  )

  it.each(contenders.filter(({ limit }) => limit === 'spend'))(
    'takes $name at most a fifth of what hill climbing spends, calls and evaluations together',
    async (contender) => {
      const runs = await reach(contender, 8)
      expect(runs.map(({ status }) => status)).toEqual(runs.map(() => 'target'))
      expect(median(runs.map(spentBy))).toBeLessThanOrEqual((await yard()) / 5)
      expect(keeps(contender, runs, await yard())).toBe(true)
      expect(keeps(contender, runs, 1)).toBe(false)
    },
  )
})

describe('a critic that is wrong three times of ten', () => {
  it('does not keep a gated run from the target, as it does runs that take everything', async () => {
    const count = 40
    const ends = await Promise.all(
      Object.values(noisyRuns).map((run) =>
        Promise.all(Array.from({ length: count }, (_, index) => run(index + 1))),
      ),
    )
    const [gated, always, loop] = ends.map((one) => one.filter(({ last }) => last === length).length)
    expect(gated).toBeGreaterThanOrEqual(0.95 * count)
    expect(loop).toBeLessThan(0.75 * count)
    expect(always).toBeLessThan(0.75 * count)
    for (const one of ends) expect(one.every(({ last, best }) => best >= last)).toBe(true)
  })
})

describe('the simulated models', () => {
  const ask = async (engine: ReturnType<typeof critic>, seed: number, content = text) =>
    (await engine.generate({ purpose: 'evaluate', messages: [{ role: 'user', content }], seed })).text
  const advised = (said: string) => /^Position (\d+) should be (.)\.$/.exec(said)!.slice(1)

  it('the critic names one wrong position and its right character', async () => {
    const named = new Set<string>()
    for (let seed = 0; seed < 200; seed++) {
      const [at, character] = advised(await ask(critic(target), seed))
      expect([target[Number(at)], text[Number(at)] === character]).toEqual([character, false])
      named.add(at!)
    }
    expect(named.size).toBe(length - rightOnes(text, target))
    expect(await ask(critic(target), 1, target)).toBe('Every position is right.')
  })

  it('a noisy critic is wrong as often as it should be', async () => {
    let wrong = 0
    for (let seed = 0; seed < 2000; seed++) {
      const [at, character] = advised(await ask(critic(target, 0.3), seed))
      if (target[Number(at)] !== character) wrong++
    }
    expect(Math.abs(wrong / 2000 - 0.3)).toBeLessThan(0.03)
  })

  it('the editor does what it is told, and knows nothing else', async () => {
    const edit = async (feedback: string, data?: { goal: string }, seed = 1) => {
      const about = { parameter: 'text', role: 'text', value: text, constraints: [], history: [], tag: 'T' }
      const said = { kind: 'feedback' as const, text: feedback, ...(data && { data }) }
      const request = {
        purpose: 'update' as const,
        messages: [],
        seed,
        about: { ...about, feedback: [said] },
      }
      return (await editor().generate(request)).text.slice('<T>'.length, -'</T>'.length)
    }
    expect(await edit('Position 3 should be #.')).toBe(`${text.slice(0, 3)}#${text.slice(4)}`)
    expect(await edit('Every position is right.')).toBe(text)
    const seeds = Array.from({ length: 50 }, (_, seed) => seed)
    const reworded = await Promise.all(seeds.map((seed) => edit('', { goal: 'paraphrase' }, seed)))
    const kept = reworded.map((one) => rightOnes(one, text))
    expect([Math.min(...kept), Math.max(...kept)]).toEqual([length - 1, length])
  })

  it('the guesser proposes what explains the scores in its prompt', async () => {
    const texts = Array.from({ length: 30 }, (_, index) => anyText(random(index, 'tried')))
    const shown = texts
      .map((one) => `Score ${rightOnes(one, target)}:\n\n<tried>\n${one}\n</tried>`)
      .join('\n\n')
    const about = {
      parameter: 'text',
      role: 'text',
      value: text,
      feedback: [],
      constraints: [],
      history: [],
      tag: 'T',
    }
    const messages = [{ role: 'user' as const, content: shown }]
    const reply = await guesser().generate({ purpose: 'update', messages, about, seed: 1 })
    const proposed = reply.text.slice('<T>'.length, -'</T>'.length)
    expect(texts.map((one) => rightOnes(one, proposed))).toEqual(texts.map((one) => rightOnes(one, target)))
  })
})
