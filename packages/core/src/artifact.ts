/** Something to look at: what a domain shows of a candidate, without any user interface code. */
export type Artifact = { readonly name: string; readonly title?: string } & (
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'svg'; readonly svg: string }
  | { readonly kind: 'structure'; readonly format: 'sdf' | 'pdb' | 'pdbqt'; readonly text: string }
  | { readonly kind: 'curves'; readonly x: Axis; readonly y: Axis; readonly curves: readonly Curve[] }
  | {
      readonly kind: 'grid'
      readonly width: number
      readonly height: number
      readonly unit?: string
      /** Row by row, width x height values. */
      readonly values: readonly number[]
    }
  | { readonly kind: 'table'; readonly columns: readonly string[]; readonly rows: readonly Row[] }
)

export interface Axis {
  readonly label: string
  readonly unit?: string
}

export interface Curve {
  readonly name: string
  readonly points: readonly (readonly [x: number, y: number])[]
}

export type Row = readonly (string | number | boolean | null)[]
