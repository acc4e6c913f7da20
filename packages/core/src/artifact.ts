/** Something to look at: what a domain shows of a candidate, without any user interface code. */
export type Artifact = { readonly name: string; readonly title?: string } & (
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'svg'; readonly svg: string }
  | {
      readonly kind: 'structure'
      readonly format: 'sdf' | 'pdb' | 'pdbqt'
      readonly text: string
      /** The name of another structure of the same candidate that it is seen in, such as a pocket. */
      readonly around?: string
    }
  | { readonly kind: 'curves'; readonly x: Axis; readonly y: Axis; readonly curves: readonly Curve[] }
  | {
      readonly kind: 'grid'
      readonly width: number
      readonly height: number
      readonly unit?: string
      /** Row by row, width x height values. */
      readonly values: readonly number[]
      /** All planes of what it is a plane of. */
      readonly stack?: GridStack
    }
  | { readonly kind: 'table'; readonly columns: readonly string[]; readonly rows: readonly Row[] }
)

/** Planes one after the other, to be leafed through; they may be coarser than the one that stands alone. */
export interface GridStack {
  readonly width: number
  readonly height: number
  /** The place of the plane that is shown first. */
  readonly first: number
  readonly planes: readonly GridPlane[]
  /** What the regions of each plane are called. */
  readonly regions: readonly string[]
  /** Values that mean something, which lines are drawn at: isodoses. */
  readonly levels: readonly { readonly value: number; readonly label: string }[]
}

export interface GridPlane {
  readonly label: string
  /** Row by row, width x height values. */
  readonly values: readonly number[]
  /** The cells of each region as start, length, start, length ... along the rows. */
  readonly regions: readonly (readonly number[])[]
}

export interface Axis {
  readonly label: string
  readonly unit?: string
}

export interface Curve {
  readonly name: string
  readonly points: readonly (readonly [x: number, y: number])[]
}

export type Row = readonly (string | number | boolean | null)[]
