import { readFileSync } from 'node:fs'

import { sharedPath } from '@textgrad/host/testing'
import { beforeAll, describe, expect, test } from 'vitest'

import { measure, qed } from '../measures/qed.ts'
import { loadRdkit, type Rdkit } from './module.ts'
import { canonicalSmiles, readMolecule, withMol } from './read.ts'

let rdkit: Rdkit
beforeAll(async () => {
  rdkit = await loadRdkit()
})

function qedOf(smiles: string): number | undefined {
  const read = readMolecule(rdkit, smiles)
  return read.ok ? qed(measure(read.value)) : undefined
}

function reasonOf(text: string): string {
  const read = readMolecule(rdkit, text)
  return read.ok ? 'accepted' : read.reason
}

describe('reading a SMILES', () => {
  test('counts hydrogens at their atoms and keeps those that are labelled', () => {
    const read = readMolecule(rdkit, '[H]OC[2H]')
    expect(read).toMatchObject({
      ok: true,
      value: { element: [8, 6, 1], implicitHydrogens: [1, 2, 0], hydrogens: [1, 3, 0], isotope: [0, 0, 2] },
    })
  })

  test('finds rings and aromatic bonds', () => {
    const read = readMolecule(rdkit, 'c1ccccc1C')
    expect(read).toMatchObject({
      ok: true,
      value: { ringCount: [1, 1, 1, 1, 1, 1, 0], rings: [{ length: 6 }] },
    })
    const bonds = read.ok ? read.value.bonds : []
    expect(bonds.filter(({ aromatic, ring }) => aromatic && ring)).toHaveLength(6)
    expect(bonds.filter(({ aromatic }) => !aromatic)).toHaveLength(1)
  })

  test('gives its canonical form', () => {
    expect(canonicalSmiles(rdkit, 'OCC')).toEqual({ ok: true, value: 'CCO' })
  })

  test.each([
    'CCO ethanol',
    ' CCO',
    'CCO\n',
    '\uFEFFCCO',
    '“CCO”',
    'CCO；',
    'CCO\0',
    'CCO\nCCN',
    'CCO |$a;b;c$|',
  ])('takes the first word of %j without what wraps it', (text) => {
    expect(canonicalSmiles(rdkit, text)).toEqual({ ok: true, value: 'CCO' })
  })

  test.each([600, 1_000, 2_000, 3_000])('reads and writes a chain of %d atoms', (size) => {
    expect(canonicalSmiles(rdkit, 'C'.repeat(size))).toEqual({ ok: true, value: 'C'.repeat(size) })
  })

  test('leaves no RDKit object behind', () => {
    readMolecule(rdkit, 'CCO')
    readMolecule(rdkit, 'C1CC')
    expect(() => withMol(rdkit, 'CCO', () => expect.fail('as intended'))).toThrow('as intended')
    expect(rdkit.liveHandles()).toBe(0)
  })
})

describe('refusing a SMILES', () => {
  test.each([
    ['', 'the SMILES is empty'],
    ['C(C', 'the branch "(" at position 2 is never closed'],
    ['CC)C', 'position 3: this ")" closes no branch'],
    ['C1CC', 'ring bond 1 at position 2 is never closed'],
    ['C1CC2CN%12', 'ring bond 1 at position 2 and 2 at position 5 and 12 at position 8 is never closed'],
    ['[C', 'the bracket "[" at position 1 is never closed'],
    ['CC=', 'syntax error at position 3, in "CC=": nothing follows "="'],
    ['=CC', 'syntax error at position 1, in "=CC": a SMILES begins with an atom'],
    ['CC?C', 'syntax error at position 3, in "CC?C": "?" can not stand here'],
    ['C11', 'ring bond 1 joins atom 0 (C at position 1) with itself'],
    [
      'C1C1',
      'ring bond 1 joins atom 0 (C at position 1) and atom 1 (C at position 3), which are bonded already',
    ],
    ['CC(C)(C)(C)C', "atom 1 (C at position 2) has 5 bonds, more than carbon's 4"],
    ['C[NH4]', "atom 1 ([NH4] at position 2) has 5 bonds, more than nitrogen's 3 (4 with a positive charge)"],
    [
      'CCc',
      'atom 2 (c at position 3) is written in lower case, so aromatic, but is in no ring; use upper case',
    ],
    ['C–C', 'position 2: the character "–" (U+2013) does not exist in SMILES, which is plain ASCII'],
    ['C\0C', 'position 2: the character (U+0000) does not exist in SMILES, which is plain ASCII'],
    ['C\x7fC', 'position 2: the character (U+007F) does not exist in SMILES, which is plain ASCII'],
    ['InChI=1S/CH4/h1H4', 'this is an InChI; write the molecule as SMILES'],
    ['{"rdkitjson":{}}', 'this is JSON; write the molecule as SMILES'],
    [
      '\n  x\n\n  0  0  0  0  0  0  0  0  0  0999 V2000\nM  END\n',
      'this is a molblock; write the molecule as SMILES',
    ],
    ['C'.repeat(3_001), 'it has 3,001 atoms; at most 3,000 are read'],
    ['='.repeat(20_001), 'the SMILES has 20,001 characters; at most 20,000 are read'],
    ['[#200]', 'there is no element with this atomic number'],
  ])('%j: %s', (text, reason) => {
    expect(readMolecule(rdkit, text)).toEqual({ ok: false, reason })
  })

  test('names an unknown element', () => {
    expect(reasonOf('C[Xx]C')).toMatch('position 3, in "C[Xx]C": "X" can not stand here; "Xx" is no element')
    expect(reasonOf('CXC')).toMatch('outside brackets only B, C, N, O')
  })

  test('explains kekulisation', () => {
    expect(reasonOf('c1cccn1')).toMatch('the aromatic atoms 0 1 2 3 4 (positions 1 3 4 5 6) can not')
    expect(reasonOf('c1cccn1')).toMatch('[nH]')
  })
})

interface Verdict {
  readonly id: number
  readonly smiles: string
  readonly ok: boolean | null
}

/**
 * Where Python RDKit 2022.09 judges otherwise: it reads an empty text, cuts at characters outside ASCII or at
 * NUL, accepts neutral PF6, and knows no dative bond from NH3 to platinum.
 */
const otherwise = [0, 190, 258, 346, 349, 351, 352, 353, 356, 358, 361]
const nasty = sharedPath('ref/molecules/nasty.json')

describe.skipIf(!nasty)('482 nasty inputs', () => {
  const rows = nasty ? (JSON.parse(readFileSync(nasty, 'utf8')) as Verdict[]) : []

  test('are accepted or refused as by Python, with a reason', () => {
    const wrong = rows.filter(({ id, smiles, ok }) => {
      const read = readMolecule(rdkit, smiles)
      return (
        (ok !== null && read.ok !== (ok !== otherwise.includes(id))) || (!read.ok && !/\w/.test(read.reason))
      )
    })
    expect(wrong).toEqual([])
  })

  test('all come to an end and do no harm', { timeout: 120_000 }, () => {
    const canary = qedOf('CC(=O)Nc1ccc(O)cc1')
    const harmful = rows.filter(({ smiles }) => {
      const value = qedOf(smiles)
      canonicalSmiles(rdkit, smiles)
      return value === 0 || Number.isNaN(value) || qedOf('CC(=O)Nc1ccc(O)cc1') !== canary
    })
    expect(harmful).toEqual([])
    expect(rdkit.liveHandles()).toBe(0)
  })
})
