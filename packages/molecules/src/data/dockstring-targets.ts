import { dataFolder } from '@textgrad/host'

import { dockstring } from '../docking/receptor/dockstring.ts'
import { targetsIn, type Target } from '../docking/receptor/targets.ts'

export interface DockstringTarget extends Target {
  /** What it is, by UniProt's name of the human protein. */
  readonly protein: string
}

/**
 * The targets of DOCKSTRING in a folder, by their names, which are gene symbols (default: where `textgrad data get` puts
 * them). Others in the folder are left to `targetsIn`. Rejects with a TypeError where there is no folder.
 */
export async function dockstringTargets(
  folder: string = dataFolder(dockstring.name),
): Promise<readonly DockstringTarget[]> {
  const targets = await targetsIn(folder)
  return targets.flatMap((target) => {
    const protein = proteins.get(target.name)
    return protein === undefined ? [] : [{ ...target, protein }]
  })
}

/** A target with what it is, where it is known. */
export function targetInWords(name: string): string {
  const protein = proteins.get(name)
  return protein === undefined ? name : `${name} (${protein})`
}

const proteins: ReadonlyMap<string, string> = new Map([
  ['ABL1', 'Tyrosine-protein kinase ABL1'],
  ['ACHE', 'Acetylcholinesterase'],
  ['ADAM17', 'Disintegrin and metalloproteinase domain-containing protein 17'],
  ['ADORA2A', 'Adenosine receptor A2a'],
  ['ADRB1', 'Beta-1 adrenergic receptor'],
  ['ADRB2', 'Beta-2 adrenergic receptor'],
  ['AKT1', 'RAC-alpha serine/threonine-protein kinase'],
  ['AKT2', 'RAC-beta serine/threonine-protein kinase'],
  ['AR', 'Androgen receptor'],
  ['BACE1', 'Beta-secretase 1'],
  ['CA2', 'Carbonic anhydrase 2'],
  ['CASP3', 'Caspase-3'],
  ['CDK2', 'Cyclin-dependent kinase 2'],
  ['CSF1R', 'Macrophage colony-stimulating factor 1 receptor'],
  ['CYP2C9', 'Cytochrome P450 2C9'],
  ['CYP3A4', 'Cytochrome P450 3A4'],
  ['DHFR', 'Dihydrofolate reductase'],
  ['DPP4', 'Dipeptidyl peptidase 4'],
  ['DRD2', 'D(2) dopamine receptor'],
  ['DRD3', 'D(3) dopamine receptor'],
  ['EGFR', 'Epidermal growth factor receptor'],
  ['ESR1', 'Estrogen receptor'],
  ['ESR2', 'Estrogen receptor beta'],
  ['F10', 'Coagulation factor X'],
  ['F2', 'Prothrombin'],
  ['FGFR1', 'Fibroblast growth factor receptor 1'],
  ['GBA', 'Lysosomal acid glucosylceramidase'],
  ['HMGCR', '3-hydroxy-3-methylglutaryl-coenzyme A reductase'],
  ['HSD11B1', '11-beta-hydroxysteroid dehydrogenase 1'],
  ['HSP90AA1', 'Heat shock protein HSP 90-alpha'],
  ['IGF1R', 'Insulin-like growth factor 1 receptor'],
  ['JAK2', 'Tyrosine-protein kinase JAK2'],
  ['KDR', 'Vascular endothelial growth factor receptor 2'],
  ['KIT', 'Mast/stem cell growth factor receptor Kit'],
  ['LCK', 'Tyrosine-protein kinase Lck'],
  ['MAOB', 'Amine oxidase [flavin-containing] B'],
  ['MAP2K1', 'Dual specificity mitogen-activated protein kinase kinase 1'],
  ['MAPK1', 'Mitogen-activated protein kinase 1'],
  ['MAPK14', 'Mitogen-activated protein kinase 14'],
  ['MAPKAPK2', 'MAP kinase-activated protein kinase 2'],
  ['MET', 'Hepatocyte growth factor receptor'],
  ['MMP13', 'Collagenase 3'],
  ['NOS1', 'Nitric oxide synthase 1'],
  ['NR3C1', 'Glucocorticoid receptor'],
  ['PARP1', 'Poly [ADP-ribose] polymerase 1'],
  ['PDE5A', "cGMP-specific 3',5'-cyclic phosphodiesterase"],
  ['PGR', 'Progesterone receptor'],
  ['PLK1', 'Serine/threonine-protein kinase PLK1'],
  ['PPARA', 'Peroxisome proliferator-activated receptor alpha'],
  ['PPARD', 'Peroxisome proliferator-activated receptor delta'],
  ['PPARG', 'Peroxisome proliferator-activated receptor gamma'],
  ['PTGS2', 'Prostaglandin G/H synthase 2'],
  ['PTK2', 'Focal adhesion kinase 1'],
  ['PTPN1', 'Tyrosine-protein phosphatase non-receptor type 1'],
  ['REN', 'Renin'],
  ['ROCK1', 'Rho-associated protein kinase 1'],
  ['SRC', 'Proto-oncogene tyrosine-protein kinase Src'],
  ['THRB', 'Thyroid hormone receptor beta'],
])
