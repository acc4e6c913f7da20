/** Two poses of methanol as each version of Vina writes them; the figures of 1.2 are those of a real run (PDB 1IEP). */
const atoms = `ROOT
ATOM      1  C   LIG     1      15.190  53.903  16.917  1.00  0.00     0.000 C 
ATOM      2  O   LIG     1      16.610  53.903  16.917  1.00  0.00     0.000 OA
ATOM      3  H   LIG     1      16.930  54.820  16.917  1.00  0.00     0.000 HD
ENDROOT
TORSDOF 0
`

export const sample112 = `MODEL 1
REMARK VINA RESULT:     -13.3      0.000      0.000
${atoms}ENDMDL
MODEL 2
REMARK VINA RESULT:     -11.2      2.998     12.400
${atoms}ENDMDL
`

/** Wrong scores: UNBOUND is that of a worse pose. */
export const sample123 = `MODEL 1
REMARK VINA RESULT:   -13.952      0.000      0.000
REMARK INTER + INTRA:         -19.108
REMARK INTER:                 -18.650
REMARK INTRA:                  -0.458
REMARK UNBOUND:                 0.554
${atoms}ENDMDL
MODEL 2
REMARK VINA RESULT:   -11.975      2.998     12.400
REMARK INTER + INTRA:         -16.321
REMARK INTER:                 -15.358
REMARK INTRA:                  -0.964
REMARK UNBOUND:                 0.554
${atoms}ENDMDL
`

export const sample127 = `MODEL 1
REMARK VINA RESULT:   -13.234      0.000      0.000
REMARK INTER + INTRA:         -19.105
REMARK INTER:                 -18.649
REMARK INTRA:                  -0.456
REMARK UNBOUND:                -0.456
${atoms}ENDMDL
MODEL 2
REMARK VINA RESULT:   -11.293      0.986      1.681
REMARK INTER + INTRA:         -16.369
REMARK INTER:                 -15.699
REMARK INTRA:                  -0.671
REMARK UNBOUND:                -0.456
${atoms}ENDMDL
`
