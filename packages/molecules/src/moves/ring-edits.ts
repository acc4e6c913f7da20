/** Reaction SMARTS that change rings: grow, shrink, fuse, open to and from aromatic, swap their atoms. */
export const ringEdits: readonly string[] = [
  // Larger and smaller.
  '[CX4;R:1]-@[CX4;R:2]>>[C:1]C[C:2]',
  '[*;R:1]-@[CH2;r5,r6,r7]-@[CX4;R:2]>>[*:1]-[C:2]',
  // Fused.
  '[cH:1]:[cH:2]>>[c:1]1:[c:2]:[cH]:[cH]:[cH]:[cH]:1',
  '[cH:1]:[cH:2]>>[c:1]1:[c:2]:[nH]:[cH]:[cH]:1',
  '[cH:1]:[cH:2]>>[c:1]1:[c:2]-[CH2]-[CH2]-[CH2]-1',
  '[cH:1]:[cH:2]>>[c:1]1:[c:2]-O-[CH2]-[CH2]-1',
  // Saturated to aromatic and back.
  '[CH2:1]1[CH2:2][CH2:3][CH2:4][CH2:5][CX4;R:6]1>>[cH:1]1[cH:2][cH:3][cH:4][cH:5][c:6]1',
  '[cH:1]1[cH:2][cH:3][cH:4][cH:5][c:6]1>>[CH2:1]1[CH2:2][CH2:3][CH2:4][CH2:5][C:6]1',
  // Other atoms.
  '[CH2;R;$(C(C)C):1]>>[NH:1]',
  '[CH2;R;$(C(C)C):1]>>[O:1]',
  '[CH1;R;$(C(C)(C)[#6]):1]>>[N:1]',
  '[c:1][cH:2][cH:3]>>[c:1][n:2][cH:3]',
  '[n;H0;X2:1]>>[cH:1]',
  '[c:1]1[cH:2][cH:3][cH:4][cH:5][cH:6]1>>[c:1]1[cH:2][cH:3][cH:4]s1',
  // Two chain ends become a ring.
  '[CH3:1][CX4;!R:2][CX4;!R:3][CX4;!R:4][CH3:5]>>[CH2:1]1[C:2][C:3][C:4][CH2:5]1',
]
