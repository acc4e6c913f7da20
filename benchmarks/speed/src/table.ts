/** What a benchmark found out. */
export interface Table {
  readonly name: string
  readonly title: string
  readonly columns: readonly string[]
  readonly rows: readonly (readonly (string | number | boolean)[])[]
}

/** A table as aligned text. */
export function renderTable({ title, columns, rows }: Table): string {
  const cells = [columns, ...rows.map((row) => row.map(String))]
  const widths = columns.map((_, index) => Math.max(...cells.map((row) => row[index]?.length ?? 0)))
  const lines = cells.map((row) => row.map((cell, index) => cell.padStart(widths[index]!)).join('  '))
  return [title, ...lines].join('\n')
}
