// Patterns from rdkit/Chem/QED.py (see NOTICE.md); the names are ours.
const table = `
  *1[O,S,N]*1 three-membered ring with O, S or N (epoxide, aziridine, thiirane)
  [S,C](=[O,S])[F,Br,Cl,I] acyl or sulfonyl halide
  [CX4][Cl,Br,I] alkyl chloride, bromide or iodide
  [#6]S(=O)(=O)O[#6] sulfonate ester
  [$([CH]),$(CC)]#CC(=O)[#6] alkynyl ketone
  [$([CH]),$(CC)]#CC(=O)O[#6] alkynyl ester
  n[OH] N-hydroxy heteroaromatic
  [$([CH]),$(CC)]#CS(=O)(=O)[#6] alkynyl sulfone
  C=C(C=O)C=O alkylidene 1,3-dicarbonyl (strong Michael acceptor)
  n1c([F,Cl,Br,I])cccc1 2-halopyridine
  [CH1](=O) aldehyde
  [#8][#8] peroxide
  [C;!R]=[N;!R] acyclic imine
  [N!R]=[N!R] acyclic azo group
  [#6](=O)[#6](=O) 1,2-dicarbonyl
  [#16][#16] disulfide
  [#7][NH2] hydrazine or N-amino group
  C(=O)N[NH2] hydrazide
  [#6]=S thiocarbonyl
  [$([CH2]),$([CH][CX4]),$(C([CX4])[CX4])]=[$([CH2]),$([CH][CX4]),$(C([CX4])[CX4])] isolated alkene
  C1(=[O,N])C=CC(=[O,N])C=C1 para-quinone
  C1(=[O,N])C(=[O,N])C=CC=C1 ortho-quinone
  a21aa3a(aa1aaaa2)aaaa3 three linearly fused aromatic rings
  a31a(a2a(aa1)aaaa2)aaaa3 three angularly fused aromatic rings
  a1aa2a3a(a1)A=AA=A3=AA=A2 peri-fused polycyclic arene
  c1cc([NH2])ccc1 aniline (aromatic NH2)
  [Hg,Fe,As,Sb,Zn,Se,se,Te,B,Si,Na,Ca,Ge,Ag,Mg,K,Ba,Sr,Be,Ti,Mo,Mn,Ru,Pd,Ni,Cu,Au,Cd,Al,Ga,Sn,Rh,Tl,Bi,Nb,Li,Pb,Hf,Ho] metal, boron, silicon, selenium or other unusual element
  I iodine
  OS(=O)(=O)[O-] sulfate anion
  [N+](=O)[O-] nitro group
  C(=O)N[OH] hydroxamic acid
  C1NC(=O)NC(=O)1 hydantoin
  [SH] thiol
  [S-] sulfur anion (thiolate)
  c1ccc([Cl,Br,I,F])c([Cl,Br,I,F])c1[Cl,Br,I,F] three adjacent halogens on an arene
  c1cc([Cl,Br,I,F])cc([Cl,Br,I,F])c1[Cl,Br,I,F] 1,2,4-trihalogenated arene
  [CR1]1[CR1][CR1][CR1][CR1][CR1][CR1]1 carbocyclic seven-membered ring
  [CR1]1[CR1][CR1]cc[CR1][CR1]1 seven-membered carbocycle on an arene
  [CR2]1[CR2][CR2][CR2][CR2][CR2][CR2][CR2]1 bridged or fused cyclooctane
  [CR2]1[CR2][CR2]cc[CR2][CR2][CR2]1 bridged or fused cyclooctane on an arene
  [CH2R2]1N[CH2R2][CH2R2][CH2R2][CH2R2][CH2R2]1 bridged or fused azepane
  [CH2R2]1N[CH2R2][CH2R2][CH2R2][CH2R2][CH2R2][CH2R2]1 bridged or fused azocane
  C#C alkyne
  [OR2,NR2]@[CR2]@[CR2]@[OR2,NR2]@[CR2]@[CR2]@[OR2,NR2] repeated O-C-C-O or N-C-C-N unit in fused rings (crown-like)
  [$([N+R]),$([n+R]),$([N+]=C)][O-] N-oxide or nitrone
  [#6]=N[OH] oxime
  [#6]=NOC=O oxime ester
  [#6](=O)[CX4,CR0X3,O][#6](=O) 1,3-dicarbonyl or anhydride
  c1ccc2c(c1)ccc(=O)o2 coumarin
  [O+,o+,S+,s+] oxonium or sulfonium cation
  N=C=O isocyanate
  [NX3,NX4][F,Cl,Br,I] nitrogen-halogen bond
  c1ccccc1OC(=O)[#6] phenyl ester
  [CR0]=[CR0][CR0]=[CR0] acyclic conjugated diene
  [C+,c+,C-,c-] charged carbon
  N=[N+]=[N-] azide
  C12C(NC(N1)=O)CSC2 biotin-like bicyclic urea
  c1c([OH])c([OH,NH2,NH])ccc1 catechol or 2-aminophenol
  P phosphorus
  [N,O,S]C#N cyanate, thiocyanate or cyanamide
  C=C=O ketene
  [Si][F,Cl,Br,I] silyl halide
  [SX2]O divalent sulfur bonded to oxygen
  [SiR0,CR0](c1ccccc1)(c2ccccc2)(c3ccccc3) triphenylmethyl or triphenylsilyl group
  O1CCCCC1OC2CCC3CCCCC3C2 tetrahydropyranyl ether of a decalin (steroid glycoside)
  N=[CR0][N,n,O,S] acyclic amidine, guanidine or imidate
  [cR2]1[cR2][cR2]([Nv3X3,Nv4X4])[cR2][cR2][cR2]1[cR2]2[cR2][cR2][cR2]([Nv3X3,Nv4X4])[cR2][cR2]2 fused benzidine
  C=[C!r]C#N acrylonitrile outside a ring
  [cR2]1[cR2]c([N+0X3R0,nX3R0])c([N+0X3R0,nX3R0])[cR2][cR2]1 1,2-diamino fused arene
  [cR2]1[cR2]c([N+0X3R0,nX3R0])[cR2]c([N+0X3R0,nX3R0])[cR2]1 1,3-diamino fused arene
  [cR2]1[cR2]c([N+0X3R0,nX3R0])[cR2][cR2]c1([N+0X3R0,nX3R0]) 1,4-diamino fused arene
  [OH]c1ccc([OH,NH2,NH])cc1 hydroquinone or 4-aminophenol
  c1ccccc1OC(=O)O phenyl carbonate
  [SX2H0][N] sulfenamide
  c12ccccc1(SC(S)=N2) 2-mercaptobenzothiazole
  c12ccccc1(SC(=S)N2) benzothiazole-2-thione
  c1nnnn1C=O N-acyl tetrazole
  s1c(S)nnc1NC=O 2-amido-5-thio-1,3,4-thiadiazole
  S1C=CSC1=S 1,3-dithiole-2-thione
  C(=O)Onnn acyl ester of a hydroxytriazole (active ester)
  OS(=O)(=O)C(F)(F)F triflate
  N#CC[OH] cyanohydrin
  N#CC(=O) acyl cyanide
  S(=O)(=O)C#N sulfonyl cyanide
  N[CH2]C#N aminoacetonitrile
  C1(=O)NCC1 beta-lactam
  S(=O)(=O)[O-,OH] sulfonic acid, sulfonate or sulfate
  NC[F,Cl,Br,I] amine with a halogen on the next carbon
  C=[C!r]O enol or enol ether outside a ring
  [NX2+0]=[O+0] nitroso group
  [OR0,NR0][OR0,NR0] acyclic N-N, N-O or O-O bond
  C(=O)O[C,H1].C(=O)O[C,H1].C(=O)O[C,H1] three ester groups
  [CX2R0][NX3R0] amine on an alkyne carbon (ynamine)
  c1ccccc1[C;!R]=[C;!R]c2ccccc2 stilbene
  [NX3R0,NX4R0,OR0,SX2R0][CX4][NX3R0,NX4R0,OR0,SX2R0] acyclic acetal, aminal or thioacetal
  [s,S,c,C,n,N,o,O]~[n+,N+](~[s,S,c,C,n,N,o,O])(~[s,S,c,C,n,N,o,O])~[s,S,c,C,n,N,o,O] quaternary nitrogen cation
  [s,S,c,C,n,N,o,O]~[nX3+,NX3+](~[s,S,c,C,n,N])~[s,S,c,C,n,N] trivalent nitrogen cation (iminium, pyridinium)
  [*]=[N+]=[*] cumulated nitrogen cation (azide, diazo)
  [SX3](=O)[O-,OH] sulfinic acid
  N#N diazonium
  F.F.F.F four fluorine atoms
  [R0;D2][R0;D2][R0;D2][R0;D2] chain of four atoms outside rings
  [cR,CR]~C(=O)NC(=O)~[cR,CR] imide between ring atoms
  C=!@CC=[O,S] Michael acceptor (enone or enal)
  [#6,#8,#16][#6](=O)O[#6] ester, carbonate or thiocarbonate
  c[C;R0](=[O,S])[#6] aryl ketone
  c[SX2][C;!R] aryl thioether
  C=C=C allene
  c1nc([F,Cl,Br,I,S])ncc1 2-halo or 2-thio pyrimidine
  c1ncnc([F,Cl,Br,I,S])c1 4-halo or 4-thio pyrimidine
  c1nc(c2c(n1)nc(n2)[F,Cl,Br,I]) 8-halopurine
  [#6]S(=O)(=O)c1ccc(cc1)F 4-fluorophenyl sulfone
  [15N] nitrogen-15 label
  [13C] carbon-13 label
  [18O] oxygen-18 label
  [34S] sulfur-34 label
`

/** A group that chemists would rather not see in a drug. */
export interface StructuralAlert {
  readonly smarts: string
  /** What the group is, in words. */
  readonly name: string
}

/** The 116 structural alerts of QED, in RDKit's order. */
export const structuralAlerts: readonly StructuralAlert[] = table
  .trim()
  .split('\n')
  .map((line) => {
    const [smarts = '', ...name] = line.trim().split(' ')
    return { smarts, name: name.join(' ') }
  })
