import { beforeAll, describe, expect, test } from 'vitest'

import { drawSvg, type Drawing } from './draw.ts'
import { loadRdkit, type Rdkit } from './module.ts'
import { withMol } from './read.ts'

let rdkit: Rdkit
beforeAll(async () => {
  rdkit = await loadRdkit()
})

const draw = (smiles: string, drawing: Drawing) => withMol(rdkit, smiles, (mol) => drawSvg(mol, drawing))

describe('drawing', () => {
  test('gives an SVG of the size that was asked for', () => {
    expect(draw('CCO', { width: 320, height: 200 })).toEqual({
      ok: true,
      value: expect.stringMatching(/<svg[^>]*width='320px' height='200px'[^]*<\/svg>\s*$/),
    })
  })

  test('marks atoms', () => {
    const marked = draw('CCO', { width: 200, height: 200, highlightAtoms: [2] })
    expect(marked).toMatchObject({ value: expect.stringMatching(/<ellipse[^>]*class='atom-2'/) })
    expect(marked).not.toMatchObject({ value: expect.stringMatching(/<ellipse[^>]*class='atom-0'/) })
  })

  test('refuses atoms that do not exist, and molecules too large to lay out', () => {
    expect(() => draw('CCO', { width: 200, height: 200, highlightAtoms: [3] })).toThrow(
      new RangeError('Atom 3 can not be marked; expected 0 to 2'),
    )
    expect(() => draw('C'.repeat(501), { width: 200, height: 200 })).toThrow(RangeError)
    expect(rdkit.liveHandles()).toBe(0)
  })
})
