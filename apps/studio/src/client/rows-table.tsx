import type { Row } from '@textgrad/core'
import { count, figure, visible } from '@textgrad/runs/views'
import { useState } from 'react'

interface Table {
  readonly columns: readonly string[]
  readonly rows: readonly Row[]
}

/** How many rows are shown first, and how many come with each further look. */
const page = { first: 12, more: 200 }

/** A table of an artifact; a long one is shown in parts. */
export function RowsTable({ table: { columns, rows }, title }: { table: Table; title: string }) {
  const [shown, setShown] = useState(page.first)
  const numeric = columns.map((_, column) =>
    rows.every((row) => row[column] == null || typeof row[column] === 'number'),
  )
  return (
    <>
      <div className="scroll" role="region" aria-label={title} tabIndex={0}>
        <table>
          <thead>
            <tr>
              {columns.map((column, place) => (
                <th key={place} scope="col" className={numeric[place] ? 'number' : ''}>
                  {visible(column)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, shown).map((row, place) => (
              <tr key={place}>
                {columns.map((_, column) => (
                  <td key={column} className={numeric[column] ? 'number' : ''}>
                    {cellOf(row[column] ?? null)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {shown < rows.length && (
        <button type="button" onClick={() => setShown(shown + page.more)}>
          Show more of {count(rows.length, 'row')}
        </button>
      )}
    </>
  )
}

function cellOf(value: Row[number]): string {
  if (typeof value === 'number') return figure(value)
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  return value === null ? '–' : visible(value)
}
