import type { Mol } from '@rdkit/rdkit'

import { attempt } from './attempt.ts'
import type { Rdkit } from './module.ts'
import { canonicalSmiles, withMol } from './read.ts'

const mostProducts = 1_000

/**
 * Runs a reaction SMARTS with one reactant, such as `[cH:1]>>[c:1]F`, at every place of a molecule where it
 * fits. Returns the canonical SMILES of the valid products, each once and sorted; several products of one
 * run are separate molecules.
 * @throws {TypeError} where the SMARTS is no reaction of one reactant, or the SMILES no molecule
 */
export function react(rdkit: Rdkit, smarts: string, smiles: string): string[] {
  const raw = withMol(rdkit, smiles, (mol) => runReaction(rdkit, smarts, mol))
  if (!raw.ok) throw new TypeError(`${JSON.stringify(smiles)} can not react: ${raw.reason}`)
  const valid = raw.value.map((product) => canonicalSmiles(rdkit, product))
  return [...new Set(valid.flatMap((product) => (product.ok ? product.value : [])))].toSorted()
}

// Products come unsanitised: writing them as SMILES and reading that again shows which are molecules.
function runReaction(rdkit: Rdkit, smarts: string, mol: Mol): string[] {
  return rdkit.use((module, own) => {
    const list = own(new module.MolList())!
    list.append(mol)
    const reaction = own(attempt(rdkit, () => module.get_rxn(smarts)))
    const outcomes = own(attempt(rdkit, () => reaction?.run_reactants(list, mostProducts)))
    if (!outcomes) throw new TypeError(`${JSON.stringify(smarts)} is no reaction SMARTS of one reactant`)
    const written: string[] = []
    for (let i = 0; i < outcomes.size(); i++) {
      const products = own(outcomes.get(i))!
      for (let j = 0; j < products.size(); j++) {
        const product = own(products.at(j))
        written.push(attempt(rdkit, () => product?.get_smiles()) ?? '')
      }
    }
    return written
  })
}
