import { EngineError, feedback, type Feedback, type GenerateRequest } from '@textgrad/core'
import { afterAll, describe, expect, it } from 'vitest'

import { qedFeedback, type QedData } from './feedback.ts'
import { movesFor } from './moves.ts'
import { chemistry } from './rdkit/chemistry.ts'
import { rules } from './rules.ts'

const rdkit = chemistry({ threads: 1 })
const engine = rules()
afterAll(async () => {
  await rdkit[Symbol.asyncDispose]()
  await engine[Symbol.asyncDispose]()
})

async function request(value: string, tried: readonly string[] = []): Promise<GenerateRequest> {
  const read = await rdkit.assess(value)
  if (!read.ok) throw new Error(read.reason)
  return {
    purpose: 'update',
    messages: [],
    seed: 1,
    about: {
      parameter: 'smiles',
      role: 'a molecule',
      value,
      feedback: [qedFeedback(read)],
      constraints: [],
      history: tried.map((one) => ({ value: one, score: 0, accepted: false, feedback: [] })),
      tag: 'NEW',
    },
  }
}

const proposed = (text: string): string => /<NEW>(.*)<\/NEW>/.exec(text)![1]!

describe('the rules engine', () => {
  it('proposes a better molecule, counts what it scored and lists it', async () => {
    const start = 'O=Cc1ccc(OCCCCCCCCCCCC)c([N+](=O)[O-])c1'
    const asked = await request(start)
    const { text, usage } = await engine.generate(asked)
    const [before, after] = await Promise.all([rdkit.assess(start), rdkit.assess(proposed(text))])
    expect(after.ok && before.ok && after.qed - before.qed).toBeGreaterThan(0.05)
    expect(text.split('\n').filter((line) => line.includes(' QED '))).toHaveLength(usage.evaluations!)
    expect(usage.evaluations).toBeLessThanOrEqual(engine.atMost!(asked).evaluations!)
  })

  it('does not repeat what was tried, and gives the same for the same seed', async () => {
    const first = proposed((await engine.generate(await request('CCCCCC'))).text)
    expect(proposed((await engine.generate(await request('CCCCCC'))).text)).toBe(first)
    expect(proposed((await engine.generate(await request('CCCCCC', [first]))).text)).not.toBe(first)
  })

  it('tries any move where none that helps can be made', async () => {
    const start = 'C1CCCCC1'
    const { text, usage } = await engine.generate(await request(start))
    const [before, after] = await Promise.all([rdkit.assess(start), rdkit.assess(proposed(text))])
    expect(after.ok && before.ok && after.qed).toBeGreaterThan(before.ok ? before.qed : 1)
    expect(usage.evaluations).toBeGreaterThan(1)
  })

  it('goes on from what was tried earlier when a value has no neighbour left', async () => {
    const asked = await request('CCO')
    const around: string[] = []
    for (let seed = 0; seed < 30; seed++) {
      const tried = around.map((value) => ({ value, score: 0, accepted: false, feedback: [] }))
      const next = proposed(
        (await engine.generate({ ...asked, seed, about: { ...asked.about!, history: tried } })).text,
      )
      if (next !== 'CCO') around.push(next)
    }
    const [earlier, ...others] = around.map((value) => ({
      value,
      score: 0,
      accepted: false,
      feedback: [] as Feedback[],
    }))
    earlier!.feedback = (await request(earlier!.value)).about!.feedback as Feedback[]
    const stuck = { ...asked, seed: 99, about: { ...asked.about!, history: [earlier!, ...others] } }
    expect(['CCO', ...around]).not.toContain(proposed((await engine.generate(stuck)).text))
  })

  it('keeps the value where it knows no move', async () => {
    const asked = await request('CCO')
    const { text, usage } = await engine.generate({
      ...asked,
      about: { ...asked.about!, feedback: [feedback('be nicer')] },
    })
    expect(proposed(text)).toBe('CCO')
    expect(usage.evaluations).toBe(0)
  })

  it('refuses to be anything but an optimizer', async () => {
    const asked = engine.generate({ purpose: 'evaluate', messages: [] })
    await expect(asked).rejects.toThrow(EngineError)
    await expect(asked).rejects.toMatchObject({ kind: 'unsupported', paid: 'no' })
  })

  it('has only reactions that RDKit can read, each with a molecule that it changes', async () => {
    const everything: QedData = {
      goal: 'qed',
      by: 1,
      alerts: [
        'halo',
        'iodine',
        'catechol',
        'hydroquinone',
        'aniline',
        'nitro',
        'aldehyde',
        'thiol',
        'chloride',
        'imine',
        'azo',
        'alkene',
        'alkyne',
        'ester',
        'disulfide',
        'hydrazine',
        'peroxide',
        'thiocarbonyl',
        'N-hydroxy',
        'N-oxide',
        'hydroxamic',
      ],
      terms: (['mw', 'alogp', 'hba', 'hbd', 'psa', 'rotb', 'arom', 'alerts'] as const).flatMap((property) =>
        (['raise', 'lower'] as const).map((change) => ({ property, cost: 1, change })),
      ),
    }
    const all = movesFor(everything)
    expect(all.length).toBeGreaterThan(60)
    for (const { reaction } of all) {
      // RDKit throws for a reaction that it can not read; the worker would be replaced.
      await expect(rdkit.neighbours('CCCCCCc1ccc(N)cc1', [reaction])).resolves.toBeInstanceOf(Array)
    }
  }, 60_000)

  it('reaches QED 0.9 from the paper’s three fragments', { timeout: 120_000 }, async () => {
    for (const start of ['c1ccccc1', 'CCCCC', 'CC(N)=O']) {
      let value = start
      const tried: string[] = []
      for (let step = 0; step < 25; step++) {
        const next = proposed((await engine.generate({ ...(await request(value, tried)), seed: step })).text)
        tried.push(next)
        const [now, then] = await Promise.all([rdkit.assess(value), rdkit.assess(next)])
        if (then.ok && now.ok && then.qed > now.qed) value = next
      }
      const end = await rdkit.assess(value)
      expect(end.ok && end.qed, `${start} ends at ${value}`).toBeGreaterThan(0.9)
    }
  })
})
