import { constant, ParseError, variable } from '@textgrad/core'
import { afterAll, describe, expect, it } from 'vitest'

import { moleculeArtifacts } from './artifacts.ts'
import { qedFeedback } from './feedback.ts'
import { qed } from './ops/qed.ts'
import type { Assessment } from './rdkit/answer.ts'
import { chemistry } from './rdkit/chemistry.ts'
import { smiles } from './values.ts'

const rdkit = chemistry({ threads: 1 })
afterAll(() => rdkit[Symbol.asyncDispose]())

async function assess(text: string): Promise<Assessment> {
  const read = await rdkit.assess(text)
  if (!read.ok) throw new Error(read.reason)
  return read
}

describe('the feedback of QED', () => {
  it('says what costs how much, the costliest first, and which way to change it', async () => {
    const { text, data } = qedFeedback(await assess('CCCCCCCCCCCCOc1ccc(C=O)cc1[N+](=O)[O-]'))
    expect(text).toMatchInlineSnapshot(
      `"Drug-likeness (QED) of CCCCCCCCCCCCOc1ccc(C=O)cc1[N+](=O)[O-] is 0.189; higher is better. 4 structural alerts cost 0.248: aldehyde (atoms 17 18); nitro group (atoms 21 22 23); acyclic N-N, N-O or O-O bond (atoms 21 23); chain of four atoms outside rings (atoms 1 2 3 4 5 6 7 8 9 10 11 12). Replace or remove them. The number of rotatable bonds, 14, costs 0.118: lower it towards 3. Lipophilicity (ALOGP), 5.7, costs 0.038: lower it towards 2.8. The number of hydrogen-bond donors, 0, costs 0.016: raise it towards 1. The number of aromatic rings, 1, costs 0.003: raise it towards 2. Molecular weight, 335.4, costs 0.002: lower it towards 306."`,
    )
    const { terms } = data as unknown as { terms: { property: string; cost: number; change: string }[] }
    expect(terms.map(({ property }) => property)).toEqual(['alerts', 'rotb', 'alogp', 'hbd', 'arom', 'mw'])
    expect(terms.map(({ change }) => change)).toEqual(['lower', 'lower', 'lower', 'raise', 'raise', 'lower'])
    expect(terms.map(({ cost }) => cost)).toEqual(terms.map(({ cost }) => cost).toSorted((a, b) => b - a))
  })

  it('is what QED would gain if one property were at its best', async () => {
    const assessment = await assess('CCO')
    const gains = assessment.terms.map(
      ({ desirability, weight }) => assessment.qed * ((1 / desirability) ** (weight / 3.92) - 1),
    )
    // Peaks are close to 1 for all but the alerts, whose best is 0 alerts.
    const [alerts, others] = [assessment.terms.at(-1)!, assessment.terms.slice(0, -1)]
    expect(alerts).toMatchObject({ property: 'alerts', cost: 0 })
    for (const [index, { cost }] of others.entries())
      expect(Math.abs(cost - gains[index]!)).toBeLessThan(0.02)
  })

  it('is satisfied when nothing is left to gain', async () => {
    const assessment = await assess('CCO')
    const perfect = { ...assessment, terms: assessment.terms.map((term) => ({ ...term, cost: 0.0005 })) }
    expect(qedFeedback(perfect)).toEqual({ kind: 'satisfied', text: '' })
  })
})

describe('the op qed', () => {
  it('passes its exact feedback to the molecule without an engine', async () => {
    const molecule = variable('O=Cc1ccccc1', { role: 'molecule' })
    const loss = await qed(rdkit)(molecule)
    expect(loss.render()).toMatch(/^QED 0\.\d{4}$/)
    await loss.backward()
    expect(molecule.gradients[0]?.text).toContain('aldehyde (atoms 0 1)')
  })

  it('makes what is no molecule feedback in words', async () => {
    const molecule = variable('C1CC', { role: 'molecule' })
    const loss = await qed(rdkit)(molecule)
    await loss.backward()
    expect(molecule.gradients[0]?.text).toMatch(/^qed failed on this value: it is not a molecule: .*ring/)
  })

  it('costs nothing for a molecule that is fixed', async () => {
    const loss = await qed(rdkit)(constant('CCO', { role: 'molecule' }))
    expect(loss.requiresGrad).toBe(false)
  })
})

describe('the SMILES codec', () => {
  it('reads what a model writes into canonical form, and reads what it renders', async () => {
    const codec = smiles(rdkit)
    expect(await codec.parse('`OCC`\n')).toBe('CCO')
    for (const value of ['CCO', 'c1ccccc1', 'C[N+](C)(C)C', 'F/C=C/F', '[13CH4]']) {
      const once = await codec.parse(codec.render(value))
      expect(await codec.parse(codec.render(once))).toBe(once)
    }
  })

  it.each([
    ['c1ccc', 'ring'],
    ['c1cccn1', 'kekulisation: the aromatic atoms'],
    ['C(C)(C)(C)(C)C', "more than carbon's 4"],
    ['', 'the SMILES is empty'],
    ['CC(', 'branch'],
  ])('says in words what is wrong with %j', async (written, reason) => {
    const parsed = Promise.resolve(smiles(rdkit).parse(written))
    await expect(parsed).rejects.toThrow(ParseError)
    await expect(parsed).rejects.toThrow(reason)
  })
})

describe('the artifacts of a molecule', () => {
  it('are its picture with the atoms of alerts marked, and its properties', async () => {
    const [picture, table] = await moleculeArtifacts(rdkit, await assess('O=Cc1ccccc1'))
    expect(picture).toMatchObject({ kind: 'svg', title: 'O=Cc1ccccc1, structural alerts marked' })
    expect(picture?.kind === 'svg' && picture.svg).toMatch(/<ellipse[^>]*class='atom-0'/)
    expect(table?.kind === 'table' && table.rows.map(([property]) => property)).toEqual([
      'mw',
      'alogp',
      'hba',
      'hbd',
      'psa',
      'rotb',
      'arom',
      'alerts',
    ])
  })

  it('leave out the picture of what is too large to draw', async () => {
    const artifacts = await moleculeArtifacts(rdkit, await assess('C'.repeat(600)))
    expect(artifacts.map(({ kind }) => kind)).toEqual(['table'])
  })
})
