/** The doses of some voxels. */
export function gathered(dose: Float64Array, rows: Uint32Array): Float64Array {
  const doses = new Float64Array(rows.length)
  for (let index = 0; index < rows.length; index++) doses[index] = dose[rows[index]!]!
  return doses
}
