import { feedback, satisfied, type Feedback } from '@textgrad/core'

import type { Contacts, AtomContact } from './contacts.ts'
import type { Docking } from './docking-program.ts'

/** By how much a score changes from seed to seed at usual settings, kcal/mol. */
const scoreNoise = 0.5

/** The same facts for programs. Energies in kcal/mol, distances in ångström. */
export interface DockingData {
  readonly goal: 'docking'
  readonly receptor: string
  readonly score: number
  /** How much the score has to fall to be the one that is wanted. */
  readonly by?: number
  readonly unit: 'kcal/mol'
  readonly noise: number
  readonly contacts: Contacts
}

const shownResidues = 8
const shownContacts = 6

/**
 * What a docking says of a molecule, exactly and without a model: the score, and what its best pose does. Satisfied
 * where the score is `atMost`, kcal/mol.
 */
export function dockingFeedback(docking: Docking, receptor: string, atMost?: number): Feedback {
  const { contacts, score, docked, molecule, notes } = docking
  if (atMost !== undefined && score <= atMost) return satisfied
  const form = docked === molecule ? '' : ` (docked as ${docked})`
  const wanted = atMost === undefined ? '' : `; at most ${atMost} is wanted`
  const sentences = [
    `${molecule}${form} docks into ${receptor} with a score of ${score.toFixed(2)} kcal/mol${wanted}; lower binds better, and differences below ${scoreNoise} are noise.`,
    residueSentence(contacts),
    bondSentence(contacts.hydrogenBonds),
    clashSentence(contacts.clashes),
    exposedSentence(contacts.exposed),
    notes.length > 0 ? `Note: ${notes.join('; ')}.` : '',
  ]
  const data: DockingData = {
    goal: 'docking',
    receptor,
    score,
    ...(atMost !== undefined && { by: Number((score - atMost).toFixed(3)) }),
    unit: 'kcal/mol',
    noise: scoreNoise,
    contacts,
  }
  return feedback(sentences.filter((sentence) => sentence !== '').join(' '), { ...data })
}

function residueSentence({ residues }: Contacts): string {
  if (residues.length === 0) return 'Its best pose touches no residue.'
  const listed = residues
    .slice(0, shownResidues)
    .map(
      ({ residue, distance, atoms }) =>
        `${residue} (${distance.toFixed(1)} Å, atoms ${atoms.slice(0, 5).join(' ')})`,
    )
  const more = residues.length > shownResidues ? ` and ${residues.length - shownResidues} more` : ''
  return `Its best pose lies within 4 Å of ${listed.join(', ')}${more}.`
}

function bondSentence(bonds: readonly AtomContact[]): string {
  if (bonds.length === 0) return 'It makes no hydrogen bonds.'
  const listed = bonds
    .slice(0, shownContacts)
    .map(
      (bond) =>
        `atom ${bond.atom} (${bond.element}) ${bond.donor === 'ligand' ? 'to' : 'from'} ${partner(bond)}`,
    )
  return `Likely hydrogen bonds: ${listed.join(', ')}.`
}

function clashSentence(clashes: readonly AtomContact[]): string {
  if (clashes.length === 0) return ''
  const listed = clashes
    .slice(0, shownContacts)
    .map((clash) => `atom ${clash.atom} (${clash.element}) and ${partner(clash)}`)
  return `Too close to each other: ${listed.join(', ')}.`
}

function exposedSentence(atoms: readonly number[]): string {
  if (atoms.length === 0) return ''
  if (atoms.length === 1)
    return `Atom ${atoms[0]} touches nothing of the receptor: it adds weight without binding, or could be grown.`
  return `Atoms ${atoms.join(' ')} touch nothing of the receptor: they add weight without binding, or could be grown.`
}

const partner = ({ residue, partner: name, distance }: AtomContact): string =>
  `${name} of ${residue} (${distance.toFixed(1)} Å)`
