/** Which rows of a long list are drawn, where each is of one height. */
export interface Window {
  readonly first: number
  readonly last: number
  /** Pixels above and below what is drawn. */
  readonly before: number
  readonly after: number
}

export interface Scrolled {
  readonly rows: number
  readonly height: number
  /** Pixels that are scrolled over, and that are seen. */
  readonly top: number
  readonly seen: number
}

/** Rows drawn beyond what is seen, so that quick scrolling shows no gap. */
const spare = 8

export function windowOf({ rows, height, top, seen }: Scrolled): Window {
  const first = Math.max(0, Math.min(rows - 1, Math.floor(top / height)) - spare)
  const last = Math.min(rows, Math.ceil((top + seen) / height) + spare)
  return { first, last, before: first * height, after: Math.max(0, (rows - last) * height) }
}
