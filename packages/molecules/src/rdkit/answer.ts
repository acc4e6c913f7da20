import type { QedProperties } from '../measures/qed-constants.ts'
import { explainQed, measure, qed, type QedTerm } from '../measures/qed.ts'
import { appraise, type Appraisal, type AppraisalQuestion } from './appraise.ts'
import { drawSvg, type Drawing } from './draw.ts'
import { examine, type Examination } from './examine.ts'
import { refuse, type Refusal } from './guard.ts'
import type { Inquiry } from './inquiry.ts'
import type { Rdkit } from './module.ts'
import { readMolfile, writeMolfile } from './molfile.ts'
import { novelty, type Novelty } from './novelty.ts'
import { graphOf, withMol } from './read.ts'
import { scoreRow, type MeasureName, type Scored } from './score-row.ts'
import { variants, type VariantsQuestion } from './variants.ts'

/** What the RDKit worker is asked. */
export type Question =
  | { readonly kind: 'measure' | 'assess'; readonly smiles: string }
  | ({ readonly kind: 'draw'; readonly smiles: string } & Drawing)
  | ({ readonly kind: 'neighbours' } & VariantsQuestion)
  | { readonly kind: 'appraise'; readonly smiles: readonly string[]; readonly wanted: AppraisalQuestion }
  | { readonly kind: 'novelty'; readonly smiles: string; readonly drugs: readonly string[] }
  | { readonly kind: 'read-molfile' | 'write-molfile'; readonly text: string }
  | { readonly kind: 'examine'; readonly smiles: string; readonly inquiry: Inquiry }
  | { readonly kind: 'score'; readonly smiles: string; readonly measures: readonly MeasureName[] }
  | { readonly kind: 'live-handles' }

export interface Answers {
  measure: Measurement | Refusal
  assess: Assessment | Refusal
  draw: { readonly svg: string } | Refusal
  neighbours: readonly string[]
  appraise: readonly (Appraisal | Refusal)[]
  novelty: Novelty | Refusal
  'read-molfile': { readonly ok: true; readonly smiles: string } | Refusal
  'write-molfile': { readonly ok: true; readonly molfile: string } | Refusal
  examine: Examination | Refusal
  score: Scored | Refusal
  'live-handles': number
}

/** What a molecule is, and its drug-likeness. */
export interface Measurement {
  readonly ok: true
  /** RDKit's canonical SMILES. */
  readonly canonical: string
  readonly properties: QedProperties
  readonly qed: number
}

/** Everything that is known of a molecule: its drug-likeness, and why. */
export interface Assessment extends Measurement {
  readonly terms: readonly QedTerm[]
  readonly alerts: readonly Alert[]
}

export interface Alert {
  readonly name: string
  /** Atoms of all occurrences, counted from 0 in the order of the canonical SMILES. */
  readonly atoms: readonly number[]
}

export function answer(rdkit: Rdkit): (question: Question) => Answers[Question['kind']] {
  return (question) => {
    if (question.kind === 'measure') return measureOnly(rdkit, question.smiles)
    if (question.kind === 'assess') return assess(rdkit, question.smiles)
    if (question.kind === 'draw') return draw(rdkit, question)
    if (question.kind === 'neighbours') return variants(rdkit, question)
    if (question.kind === 'appraise')
      return question.smiles.map((one) => appraise(rdkit, one, question.wanted))
    if (question.kind === 'novelty') return novelty(rdkit, question)
    if (question.kind === 'read-molfile') return readMolfile(rdkit, question.text)
    if (question.kind === 'write-molfile') return writeMolfile(rdkit, question.text)
    if (question.kind === 'examine') return examine(rdkit, question.smiles, question.inquiry)
    if (question.kind === 'score') return scoreRow(rdkit, question.smiles, question.measures)
    return rdkit.liveHandles()
  }
}

/** Without reasons, which take longer to find than all the rest: for scoring many. */
function measureOnly(rdkit: Rdkit, smiles: string): Measurement | Refusal {
  const read = withMol(rdkit, smiles, (mol) => ({ canonical: mol.get_smiles(), graph: graphOf(rdkit, mol) }))
  if (!read.ok) return read
  const { canonical, graph } = read.value
  const properties = measure(graph)
  return { ok: true, canonical, properties, qed: qed(properties) }
}

function assess(rdkit: Rdkit, smiles: string): Assessment | Refusal {
  const canonical = withMol(rdkit, smiles, (mol) => mol.get_smiles())
  if (!canonical.ok) return canonical
  // Read anew, so that atoms are counted in the order of the SMILES that everybody sees from here on.
  const graph = withMol(rdkit, canonical.value, (mol) => graphOf(rdkit, mol))
  if (!graph.ok) return graph
  const properties = measure(graph.value)
  const explained = explainQed(graph.value, properties)
  return {
    ok: true,
    canonical: canonical.value,
    properties,
    qed: explained.qed,
    terms: explained.terms,
    alerts: explained.alerts.map(({ name, occurrences }) => ({
      name,
      atoms: [...new Set(occurrences.flat())].toSorted((a, b) => a - b),
    })),
  }
}

function draw(
  rdkit: Rdkit,
  { smiles, width, height, highlightAtoms }: Question & { kind: 'draw' },
): Answers['draw'] {
  const drawing = { width, height, ...(highlightAtoms && { highlightAtoms }) }
  try {
    const drawn = withMol(rdkit, smiles, (mol) => drawSvg(mol, drawing))
    return drawn.ok ? { svg: drawn.value } : drawn
  } catch (error) {
    // Too large to draw is a fact about the molecule, not a failure of the worker.
    if (error instanceof RangeError) return refuse(error.message)
    throw error
  }
}
