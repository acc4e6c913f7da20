import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

import { react, type Rdkit } from '@textgrad/molecules'

const count = 1000
const shared = process.env['TEXTGRAD_SHARED'] ?? resolve(import.meta.dirname, '../../../../shared')
const reference = join(shared, 'ref/molecules/qed_dev.csv')

/** 1,000 drug-like molecules: the reference set where it is at hand, else made from a few drugs by reactions. */
export function sampleMolecules(rdkit: Rdkit): string[] {
  if (!existsSync(reference)) return madeMolecules(rdkit)
  const [head = '', ...lines] = readFileSync(reference, 'utf8').trim().split(/\r?\n/)
  const column = head.split(',').indexOf('smiles')
  return lines.slice(0, count).map((line) => line.split(',')[column]!)
}

const drugs = [
  'CC(=O)Oc1ccccc1C(=O)O',
  'CC(C)Cc1ccc(C(C)C(=O)O)cc1',
  'CN1C(=O)CN=C(c2ccccc2)c2cc(Cl)ccc21',
  'COc1ccc2[nH]c(S(=O)Cc3ncc(C)c(OC)c3C)nc2c1',
]
const reactions = [
  '[cH:1]>>[c:1]F',
  '[cH:1]>>[c:1]C',
  '[CH3:1]>>[CH2:1]O',
  '[cH:1]>>[c:1]N1CCOCC1',
  '[CH3:1]>>[CH2:1]c1ccncc1',
]

function madeMolecules(rdkit: Rdkit): string[] {
  const made = new Set(drugs)
  for (const smiles of made) {
    for (const reaction of reactions) for (const product of react(rdkit, reaction, smiles)) made.add(product)
    if (made.size >= count) break
  }
  return [...made].slice(0, count)
}
