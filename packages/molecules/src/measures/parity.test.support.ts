import { filterSets, type FilterSet } from '../filters/catalog.ts'
import { filterHits, type FilterHit } from '../filters/find.ts'
import { bitsOf } from '../fingerprints/bit-vector.ts'
import { fingerprint } from '../fingerprints/fingerprint.ts'
import { morganCounts } from '../fingerprints/morgan.ts'
import { tanimoto, tversky } from '../fingerprints/similarity.ts'
import { graph } from '../rdkit/graph.test.support.ts'
import type { Graph } from '../smarts/graph.ts'
import { drugRuleNames, judge } from './drug-rules.ts'
import { properties } from './properties.ts'
import { measure, qed } from './qed.ts'
import { syntheticAccessibility } from './synthetic-accessibility.ts'

/** The molecule that likeness is measured to. */
const reference = 'CC(=O)Oc1ccccc1C(=O)O'

/**
 * Python RDKit's answers for a list of SMILES: by measure a number, or anything that must be equal, and the atoms that
 * each filter meets first; null where it reads no molecule.
 */
export const oracle = `
from rdkit.Chem import rdMolDescriptors as D, Descriptors, DataStructs
from rdkit.Chem.FilterCatalog import FilterCatalog, FilterCatalogParams
sys.path.insert(0, '/usr/share/RDKit/Contrib/SA_Score')
import sascorer

def catalog(name):
    params = FilterCatalogParams()
    params.AddCatalog(getattr(FilterCatalogParams.FilterCatalogs, name))
    return FilterCatalog(params)

catalogs = {name: catalog(name) for name in ['PAINS_A', 'PAINS_B', 'PAINS_C', 'BRENK', 'NIH']}
aspirin = Chem.MolFromSmiles('${reference}')
fingerprints = {
    'Morgan bits (radius 2, 2048)': lambda mol: D.GetMorganFingerprintAsBitVect(mol, 2, 2048),
    'Morgan bits (radius 4, 1024)': lambda mol: D.GetMorganFingerprintAsBitVect(mol, 4, 1024),
    'MACCS keys': D.GetMACCSKeysFingerprint,
}
references = {name: make(aspirin) for name, make in fingerprints.items()}

def filtered(mol):
    found, hits = {}, {}
    for name, one in catalogs.items():
        entries = list(one.GetMatches(mol))
        found['filters ' + name] = sorted(entry.GetDescription() for entry in entries)
        for entry in entries:
            match = entry.GetFilterMatches(mol)[0]
            hits[name + ' ' + entry.GetDescription()] = sorted(atom for _, atom in match.atomPairs)
    return found, hits

def verdicts(mol):
    weight, logp, heavy = Descriptors.MolWt(mol), D.CalcCrippenDescriptors(mol)[0], Chem.AddHs(mol).GetNumAtoms()
    refractivity = D.CalcCrippenDescriptors(mol)[1]
    broken = [weight > 500, logp > 5, D.CalcNumLipinskiHBD(mol) > 5, D.CalcNumLipinskiHBA(mol) > 10]
    return {
        'verdict lipinski': sum(broken) <= 1,
        'verdict veber': D.CalcNumRotatableBonds(mol) <= 10 and D.CalcTPSA(mol) <= 140,
        'verdict ghose': 160 <= weight <= 480 and -0.4 <= logp <= 5.6 and 40 <= refractivity <= 130
            and 20 <= heavy <= 70,
    }

def compared(mol):
    found = {}
    for name, make in fingerprints.items():
        print_ = make(mol)
        found[name] = list(print_.GetOnBits())
        found['Tanimoto, ' + name] = DataStructs.TanimotoSimilarity(print_, references[name])
        found['Tversky 0.3, 0.8, ' + name] = DataStructs.TverskySimilarity(print_, references[name], 0.3, 0.8)
    return found

def judge(smiles):
    mol = Chem.MolFromSmiles(smiles)
    if mol is None:
        return None
    qed = QED.properties(mol)
    found, hits = filtered(mol)
    logp, refractivity = D.CalcCrippenDescriptors(mol)
    values = {
        **{'QED ' + name: value for name, value in qed._asdict().items()},
        'QED': QED.qed(mol, qedProperties=qed),
        'SA score': sascorer.calculateScore(mol),
        'weight': Descriptors.MolWt(mol), 'logp': logp, 'refractivity': refractivity, 'tpsa': D.CalcTPSA(mol),
        'atoms': Chem.AddHs(mol).GetNumAtoms(), 'heavyAtoms': mol.GetNumHeavyAtoms(),
        'donors': D.CalcNumHBD(mol), 'nitrogensAndOxygens': D.CalcNumLipinskiHBA(mol),
        'polarHydrogens': D.CalcNumLipinskiHBD(mol), 'rotatableBonds': D.CalcNumRotatableBonds(mol),
        'fractionSp3': D.CalcFractionCSP3(mol), 'rings': D.CalcNumRings(mol),
        'aromaticRings': D.CalcNumAromaticRings(mol), 'aliphaticRings': D.CalcNumAliphaticRings(mol),
        'saturatedRings': D.CalcNumSaturatedRings(mol), 'heterocycles': D.CalcNumHeterocycles(mol),
        'macrocycles': sum(len(ring) > 8 for ring in mol.GetRingInfo().AtomRings()),
        'spiroAtoms': D.CalcNumSpiroAtoms(mol), 'bridgeheads': D.CalcNumBridgeheadAtoms(mol),
        'stereocentres': D.CalcNumAtomStereoCenters(mol),
        'unspecifiedStereocentres': D.CalcNumUnspecifiedAtomStereoCenters(mol),
        'Morgan counts (radius 2)': sorted(D.GetMorganFingerprint(mol, 2).GetNonzeroElements().items()),
        **verdicts(mol), **compared(mol), **found,
    }
    return {'values': values, 'hits': hits}

answer = [judge(smiles) for smiles in data]`

type Answer = number | boolean | readonly unknown[]

export interface Answers {
  /** By measure. */
  readonly values: Readonly<Record<string, Answer>>
  /** The atoms that each filter meets, by its set and name. */
  readonly hits: Readonly<Record<string, readonly number[]>>
}

const prints = {
  'Morgan bits (radius 2, 2048)': { kind: 'morgan' },
  'Morgan bits (radius 4, 1024)': { kind: 'morgan', radius: 4, size: 1_024 },
  'MACCS keys': { kind: 'maccs' },
} as const

const aspirin = graph(reference)

/** The same measured by this package. */
export function ours(molecule: Graph): Answers {
  const measured = measure(molecule)
  const described = properties(molecule)
  const found = filterHits(molecule)
  const values = {
    ...Object.fromEntries(
      Object.entries(measured).map(([name, value]) => [`QED ${name.toUpperCase()}`, value]),
    ),
    QED: qed(measured),
    'SA score': syntheticAccessibility(molecule),
    ...described,
    'Morgan counts (radius 2)': [...morganCounts(molecule)].toSorted(([a], [b]) => a - b),
    ...Object.fromEntries(drugRuleNames.map((rule) => [`verdict ${rule}`, judge(rule, described).passes])),
    ...compared(molecule),
    ...Object.fromEntries(filterSets.map((set) => [`filters ${set}`, namesIn(found, set)])),
  }
  return { values, hits: Object.fromEntries(found.map(({ set, name, atoms }) => [`${set} ${name}`, atoms])) }
}

function namesIn(hits: readonly FilterHit[], set: FilterSet): string[] {
  return hits.flatMap((hit) => (hit.set === set ? hit.name : [])).toSorted()
}

function compared(molecule: Graph): Record<string, Answer> {
  const found: Record<string, Answer> = {}
  for (const [name, options] of Object.entries(prints)) {
    const [mine, theirs] = [fingerprint(molecule, options), fingerprint(aspirin, options)]
    found[name] = bitsOf(mine)
    found[`Tanimoto, ${name}`] = tanimoto(mine, theirs)
    found[`Tversky 0.3, 0.8, ${name}`] = tversky(mine, theirs, { alpha: 0.3, beta: 0.8 })
  }
  return found
}

/** How one measure compares over a set of molecules. */
export interface Parity {
  readonly measure: string
  readonly molecules: number
  /** Molecules whose values differ: numbers by more than 1e-9, anything else at all. */
  readonly different: readonly string[]
  /** The greatest difference of numbers. */
  readonly most: number
}

/** Compares all measures over molecules. */
export function parities(
  rows: readonly (readonly [smiles: string, mine: Answers, right: Answers])[],
): Parity[] {
  const names = Object.keys(rows[0]?.[2].values ?? {})
  return names.map((name) => {
    const gaps = rows.map(
      ([smiles, mine, right]) => [smiles, gap(mine.values[name], right.values[name])] as const,
    )
    return {
      measure: name,
      molecules: rows.length,
      different: gaps.filter(([, size]) => !(size <= 1e-9)).map(([smiles]) => smiles),
      most: Math.max(...gaps.map(([, size]) => size)),
    }
  })
}

function gap(mine: Answer | undefined, right: Answer | undefined): number {
  if (typeof mine === 'number' && typeof right === 'number') return Math.abs(mine - right)
  return JSON.stringify(mine) === JSON.stringify(right) ? 0 : Infinity
}
