import type { Row } from '@textgrad/core'

import { count, figure } from './figures.ts'
import { html, type Html } from './html.ts'
import { folded } from './value.ts'

/** How many rows an overview shows. */
const overviewRows = 12

interface Table {
  readonly columns: readonly string[]
  readonly rows: readonly Row[]
}

/** A table; a long one is cut, with the whole of it folded below. */
export function rowsTable({ columns, rows }: Table): Html {
  if (rows.length <= overviewRows * 1.5) return drawn(columns, rows)
  return html`${drawn(columns, rows.slice(0, overviewRows))}${folded(
    `All ${count(rows.length, 'row')}`,
    drawn(columns, rows),
  )}`
}

function drawn(columns: readonly string[], rows: readonly Row[]): Html {
  const numeric = columns.map((_, index) => isNumeric(rows, index))
  return html`<div class="scroll">
    <table>
      <thead>
        <tr>
          ${columns.map((column, index) => html`<th scope="col" class="${numeric[index] && 'number'}">${column}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr>
              ${row.map((value, index) => cell(value, numeric[index] ?? false))}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`
}

function isNumeric(rows: readonly Row[], column: number): boolean {
  const values = rows.map((row) => row[column] ?? null).filter((value) => value !== null)
  return values.length > 0 && values.every((value) => typeof value === 'number')
}

function cell(value: Row[number], isNumber: boolean): Html {
  if (typeof value === 'number') return html`<td class="number">${figure(value)}</td>`
  if (typeof value === 'boolean') return html`<td>${value ? 'yes' : 'no'}</td>`
  return html`<td class="${isNumber && 'number'}">${value ?? '–'}</td>`
}
